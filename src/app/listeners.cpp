#include "app/listeners.h"

#include "app/log.h"

#include <cerrno>
#include <fmt/format.h>
#include <optional>

namespace sidetone::app {
namespace {

const IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});

/// Takes one port after the other until one cannot be had.
class Taker {
 public:
  template <typename Take>
  void take(const char* key, SocketAddress address, Take take_it) {
    if (error_ || address.port == 0) return;
    auto result = take_it(address);
    if (!result) {
      error_ = complain(key, result.error());
      return;
    }
    log::info("listening", {{"key", key}, {"address", address.to_string()}});
  }
  [[nodiscard]] const std::optional<std::string>& error() const { return error_; }

 private:
  static std::string complain(const char* key, const net::Error& error) {
    const char* right = error.code == EADDRINUSE      ? "; end who holds it, or set another port"
                        : error.code == EACCES        ? "; a port above 1023, or the right to bind"
                        : error.code == EADDRNOTAVAIL ? "; an address of this host"
                                                      : "";
    return fmt::format("{}: {}{}", key, error.text, right);
  }
  std::optional<std::string> error_;
};

}  // namespace

Expected<TakenPorts, std::string> take_ports(const Config& config, Wires wires) {
  const auto& listen = config.listen;
  TakenPorts ports;
  const auto keep = [](net::HttpServer& server, net::HttpServer::Port& port) {
    return [&](const SocketAddress& address) -> Expected<void, net::Error> {
      auto taken = server.bind(address);
      if (!taken) return unexpected(std::move(taken.error()));
      port = std::move(*taken);
      return {};
    };
  };
  Taker taker;
  taker.take("listen.sip_port", {listen.address, listen.sip_port},
             [&](const SocketAddress& address) { return wires.sip.listen_udp(address); });
  taker.take("listen.sip_port", {listen.address, listen.sip_port},
             [&](const SocketAddress& address) { return wires.sip.listen_tcp(address); });
  taker.take(
      "listen.sips_port", {listen.address, listen.sips_port},
      [&](const SocketAddress& address) { return wires.sip.listen_tls(address, wires.tls); });
  taker.take("listen.stun_port", {listen.address, listen.stun_port},
             [&](const SocketAddress& address) -> Expected<void, net::Error> {
               auto socket = net::UdpSocket::open(address);
               if (!socket) return unexpected(std::move(socket.error()));
               ports.stun =
                   std::make_unique<StunService>(wires.loop, std::move(*socket), wires.drops);
               return {};
             });
  taker.take("listen.https_port", {listen.address, listen.https_port},
             keep(wires.http, ports.https));
  taker.take("listen.local_http_port", {kLoopback, listen.local_http_port},
             keep(wires.http, ports.local));
  taker.take("listen.ops_port", {kLoopback, listen.ops_port}, keep(wires.ops, ports.ops));
  if (taker.error()) return unexpected(*taker.error());
  return ports;
}

}  // namespace sidetone::app
