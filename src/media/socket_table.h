#pragma once

#include "media/control.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sidetone::media {

/// Whose socket a packet came from: one look into memory, where a map of nodes takes three. Open
/// addressing with linear probing; half of the places stay free.
template <typename Owner>
class SocketTable {
 public:
  /// Null for a socket that nobody has.
  [[nodiscard]] Owner* find(SocketId socket) const {
    for (std::size_t i = home_of(socket);; i = after(i)) {
      if (places_[i].socket == socket) return places_[i].owner;
      if (!places_[i].owner) return nullptr;
    }
  }
  /// A socket that has an owner already gets this one. `socket` names something.
  void set(SocketId socket, Owner& owner) {
    if (2 * (size_ + 1) > places_.size()) grow();
    Place& place = place_for(socket);
    if (!place.owner) ++size_;
    place = {socket, &owner};
  }
  void erase(SocketId socket) {
    std::size_t gap = home_of(socket);
    for (; places_[gap].socket != socket || !places_[gap].owner; gap = after(gap)) {
      if (!places_[gap].owner) return;
    }
    --size_;
    // Whoever stands behind the gap because of it moves up: a search must not end too soon.
    for (std::size_t i = after(gap); places_[i].owner; i = after(i)) {
      const std::size_t home = home_of(places_[i].socket);
      const bool may_move = ((i - home) & mask()) >= ((i - gap) & mask());
      if (!may_move) continue;
      places_[gap] = places_[i];
      gap = i;
    }
    places_[gap] = {};
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Place {
    SocketId socket;
    Owner* owner = nullptr;
  };

  [[nodiscard]] std::size_t mask() const { return places_.size() - 1; }
  [[nodiscard]] std::size_t after(std::size_t i) const { return (i + 1) & mask(); }
  [[nodiscard]] std::size_t home_of(SocketId socket) const {
    // Ids count up in steps; 2^64 divided by the golden ratio scatters them.
    constexpr std::uint64_t kScatter = 0x9E37'79B9'7F4A'7C15;
    return static_cast<std::size_t>((socket.value() * kScatter) >> 32U) & mask();
  }
  Place& place_for(SocketId socket) {
    std::size_t i = home_of(socket);
    while (places_[i].owner && places_[i].socket != socket) i = after(i);
    return places_[i];
  }
  void grow() {
    std::vector<Place> former(2 * places_.size());
    former.swap(places_);
    for (const Place& place : former) {
      if (place.owner) place_for(place.socket) = place;
    }
  }

  std::vector<Place> places_ = std::vector<Place>(64);  ///< A power of two.
  std::size_t size_ = 0;
};

}  // namespace sidetone::media
