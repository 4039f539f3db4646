#include "support/counted_ports.h"

namespace sidetone::test {

std::optional<call::MediaPorts> CountedPorts::open(const IpAddress&) {
  if (open_.size() >= limit) return std::nullopt;
  std::uint16_t port = 20000;
  while (open_.contains(port)) port = static_cast<std::uint16_t>(port + 2);
  last_ += 2;
  const call::MediaPorts ports{media::SocketId(last_ + 10), media::SocketId(last_ + 11), port};
  open_.emplace(port, ports);
  return ports;
}

std::optional<media::SocketId> CountedPorts::socket_of(std::uint16_t port) const {
  const auto found = open_.find(static_cast<std::uint16_t>(port & ~1));
  if (found == open_.end()) return std::nullopt;
  return (port & 1) == 0 ? found->second.rtp : found->second.rtcp;
}

std::optional<std::uint16_t> CountedPorts::port_of(media::SocketId socket) const {
  for (const auto& [port, ports] : open_) {
    if (ports.rtp == socket) return port;
    if (ports.rtcp == socket) return static_cast<std::uint16_t>(port + 1);
  }
  return std::nullopt;
}

}  // namespace sidetone::test
