#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <optional>
#include <span>
#include <sys/socket.h>

namespace sidetone::bench {

/// A UDP socket on 127.0.0.1 with a port of its own, as one phone or browser has it.
class Port {
 public:
  /// Throws std::runtime_error when no socket can be had: a bench cannot go on.
  Port();
  ~Port();
  Port(Port&& other) noexcept;
  Port& operator=(Port&&) = delete;

  /// From now on it talks with this port of 127.0.0.1 only.
  void connect(std::uint16_t port);
  void send(std::span<const std::uint8_t> bytes) const;

  struct Datagram {
    std::span<std::uint8_t> bytes;
    std::int64_t at_ns = 0;  ///< When the kernel got it, by the clock of wall_ns().
  };
  /// The next datagram, in `buffer`; nullopt when none is there.
  [[nodiscard]] std::optional<Datagram> receive(std::span<std::uint8_t> buffer) const;
  /// All that is there, up to as many as the inbox holds; valid until it is used again.
  class Inbox;
  [[nodiscard]] std::span<const Datagram> receive(Inbox& inbox) const;
  /// Waits until there may be one; false when `milliseconds` passed.
  [[nodiscard]] bool wait(int milliseconds) const;

  [[nodiscard]] std::uint16_t number() const { return number_; }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_ = -1;
  std::uint16_t number_ = 0;
};

/// Buffers for several datagrams of any port, read with one system call.
class Port::Inbox {
 public:
  static constexpr std::size_t kDatagrams = 8;
  Inbox();
  Inbox(const Inbox&) = delete;
  Inbox& operator=(const Inbox&) = delete;

 private:
  friend class Port;
  struct Slot {
    std::array<std::uint8_t, 2'048> bytes;
    iovec vector;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  };
  std::array<Slot, kDatagrams> slots_;
  std::array<mmsghdr, kDatagrams> headers_{};
  std::array<Datagram, kDatagrams> datagrams_;
};

/// The wall clock, which is the one that the kernel stamps datagrams with.
[[nodiscard]] std::int64_t wall_ns();

}  // namespace sidetone::bench
