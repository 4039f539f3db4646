#pragma once

#include "app/config.h"
#include "app/sip_transport.h"
#include "net/http_server.h"

#include <string>

namespace sidetone::app {

/// The ports of HTTP, taken but not yet served; null where they are off.
struct HttpPorts {
  net::HttpServer::Port https;
  net::HttpServer::Port local;
  net::HttpServer::Port ops;
};

struct Wires {
  SipTransport& sip;
  net::HttpServer& http;
  net::ServerTls&
      tls;  ///< May be without a certificate yet: nobody is let in before the loop runs.
};
/// Takes every port of the configuration. The error is the one line that says which is not free.
[[nodiscard]] Expected<HttpPorts, std::string> take_ports(const Config& config, Wires wires);

}  // namespace sidetone::app
