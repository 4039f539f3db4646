#include "net/http_server.h"

#include "net/http_connection.h"

#include <boost/asio.hpp>

namespace sidetone::net {

HttpServer::HttpServer(boost::asio::io_context& loop, HttpLimits limits, Shared shared)
    : loop_(loop), limits_(limits), shared_(shared) {}

HttpServer::~HttpServer() = default;

Expected<HttpServer::Port, Error> HttpServer::bind(const SocketAddress& local) {
  return StreamListener::open(loop_, local, {shared_.limits, shared_.drops});
}

void HttpServer::serve(Port port, ServerTls* tls, HttpService& service) {
  port->start([this, tls, &service](StreamListener::Accepted accepted) {
    serve_http({.accepted = std::move(accepted),
                .tls = tls == nullptr ? nullptr : &tls->context(),
                .service = service,
                .limits = limits_,
                .shared = shared_});
  });
  listeners_.push_back(std::move(port));
}

}  // namespace sidetone::net
