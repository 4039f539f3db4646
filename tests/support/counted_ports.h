#pragma once

#include "call/ports.h"

#include <cstdint>
#include <map>
#include <optional>

namespace sidetone::test {

/// Ports without sockets: as many as are left, the lowest first, so that a port is used again as
/// soon as it can be.
class CountedPorts : public call::MediaPortSource {
 public:
  std::optional<call::MediaPorts> open(const IpAddress& address) override;
  void close(const call::MediaPorts& ports) override { open_.erase(ports.rtp_port); }
  [[nodiscard]] std::size_t in_use() const { return open_.size(); }
  /// Which socket is bound to that port now, and the other way round.
  [[nodiscard]] std::optional<media::SocketId> socket_of(std::uint16_t port) const;
  [[nodiscard]] std::optional<std::uint16_t> port_of(media::SocketId socket) const;

  std::size_t limit = 1'000;

 private:
  std::map<std::uint16_t, call::MediaPorts> open_;
  std::uint64_t last_ = 0;
};

}  // namespace sidetone::test
