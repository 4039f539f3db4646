#pragma once

#include "base/time.h"
#include "net/file_descriptor.h"
#include "net/udp_socket.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <sys/epoll.h>
#include <vector>

namespace sidetone::net {

/// Lets another thread wake one that waits: writing is cheap, never blocks and needs no lock.
class WakeUp {
 public:
  WakeUp();
  void signal() const;
  void clear() const;
  [[nodiscard]] int fd() const { return event_.get(); }

 private:
  FileDescriptor event_;
};

/// The UDP sockets of one media worker, and what it sleeps on. Slots are small numbers that the
/// owner chooses; slot 0 stands for the wake-up. One thread only, except WakeUp::signal().
class MediaSockets {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot kWoken = 0;

  /// `wake_up` outlives the sockets.
  MediaSockets(std::size_t slots, const WakeUp& wake_up);
  MediaSockets(const MediaSockets&) = delete;
  MediaSockets& operator=(const MediaSockets&) = delete;

  /// A slot that is taken already is replaced.
  void add(Slot slot, UdpSocket socket);
  /// Closes it. An empty slot is left alone.
  void remove(Slot slot);
  /// Null: nothing there (any more).
  [[nodiscard]] const UdpSocket* find(Slot slot) const;

  /// The slots that have something to read, after at most `timeout`; valid until the next call.
  [[nodiscard]] std::span<const Slot> wait(Duration timeout);

 private:
  void watch(int fd, Slot slot);

  std::vector<std::optional<UdpSocket>> sockets_;
  FileDescriptor epoll_;
  std::array<epoll_event, 256> events_;
  std::array<Slot, 256> ready_;
};

}  // namespace sidetone::net
