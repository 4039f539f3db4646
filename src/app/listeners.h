#pragma once

#include "app/config/config.h"
#include "app/sip_transport.h"
#include "app/stun_service.h"
#include "net/http_server.h"

#include <memory>
#include <string>

namespace sidetone::app {

/// What was taken beside the wires of SIP; null where it is off. HTTP is not yet served.
struct TakenPorts {
  net::HttpServer::Port https;
  net::HttpServer::Port local;
  net::HttpServer::Port ops;
  std::unique_ptr<StunService> stun;
};

struct Wires {
  boost::asio::io_context& loop;
  net::DropCounters& drops;
  SipTransport& sip;
  net::HttpServer& http;
  net::HttpServer& ops;
  net::ServerTls&
      tls;  ///< May be without a certificate yet: nobody is let in before the loop runs.
};
/// Takes every port of the configuration. The error is the one line that says which is not free.
[[nodiscard]] Expected<TakenPorts, std::string> take_ports(const Config& config, Wires wires);

}  // namespace sidetone::app
