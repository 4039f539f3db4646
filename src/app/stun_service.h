#pragma once

#include "net/udp_listener.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace sidetone::app {

/// The answer to a Binding request: the address it came from [RFC8489 §6.3.1]. nullopt: anything
/// else, which is dropped, because whoever asks something odd of a server without state is best
/// left without an answer that it could aim at others.
[[nodiscard]] std::optional<std::string> stun_answer(std::span<const std::uint8_t> request,
                                                     const SocketAddress& remote);

/// STUN over UDP, without state and without authentication.
class StunService {
 public:
  StunService(boost::asio::io_context& loop, net::UdpSocket socket, net::DropCounters& drops);
  [[nodiscard]] const SocketAddress& local() const { return listener_.local(); }

 private:
  net::UdpListener listener_;
};

}  // namespace sidetone::app
