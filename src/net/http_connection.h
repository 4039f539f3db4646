#pragma once

#include "net/http_server.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace sidetone::net {

/// Serves one accepted connection until it ends: TLS handshake if `tls` is given, requests one
/// after the other, and a WebSocket if the service lets one in. Owns itself meanwhile.
struct HttpPeer {
  StreamListener::Accepted accepted;
  boost::asio::ssl::context* tls = nullptr;
  HttpService& service;
  const HttpLimits& limits;
  HttpServer::Shared shared;
};
void serve_http(HttpPeer peer);

}  // namespace sidetone::net
