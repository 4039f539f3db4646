#pragma once

#include "base/address.h"
#include "media/control.h"
#include "media/counters.h"
#include "media/datagram.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace sidetone::media {

/// Which socket a packet leaves by, and for where.
struct Route {
  SocketId socket;
  SocketAddress to;
  IpAddress from;
};

/// What an engine will send after this batch. Everything is allocated once: packets that were
/// received stay where they lie, packets made here lie in an arena that clear() empties. When it
/// is full, packets are dropped and counted.
class TransmitQueue {
 public:
  explicit TransmitQueue(Counters& counters);

  /// `bytes` must stay until clear().
  void push(const Route& route, std::span<const std::uint8_t> bytes);
  void push_copy(const Route& route, std::span<const std::uint8_t> bytes);
  /// Room for a packet made here; empty when there is none. Good until clear().
  [[nodiscard]] std::span<std::uint8_t> room(std::size_t size);

  [[nodiscard]] std::span<const Transmit> all() const { return waiting_; }
  [[nodiscard]] bool nearly_full() const;
  void clear();

 private:
  static constexpr std::size_t kPackets = 2'048;
  static constexpr std::size_t kArenaBytes = 1'024UL * 1'024;

  Counters& counters_;
  std::vector<Transmit> waiting_;
  std::unique_ptr<std::uint8_t[]> arena_;
  std::size_t used_ = 0;
};

}  // namespace sidetone::media
