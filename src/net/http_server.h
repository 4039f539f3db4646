#pragma once

#include "net/connection_id.h"
#include "net/http_service.h"
#include "net/server_tls.h"
#include "net/stream_listener.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace sidetone::net {

/// How long and how much an HTTP client may take.
struct HttpLimits {
  std::chrono::milliseconds handshake = std::chrono::seconds(10);
  std::chrono::milliseconds header = std::chrono::seconds(10);  ///< First to last byte.
  std::chrono::milliseconds body = std::chrono::seconds(30);
  std::chrono::milliseconds idle = std::chrono::seconds(60);     ///< Between requests.
  std::chrono::milliseconds answer = std::chrono::seconds(60);   ///< For us to respond.
  std::chrono::milliseconds write = std::chrono::seconds(30);    ///< For 64 kB of an answer.
  std::chrono::milliseconds silence = std::chrono::seconds(40);  ///< Of a WebSocket; ping at half.
  std::size_t header_bytes = 16UL * 1024;
  std::size_t body_bytes = 16UL * 1024;
  std::size_t message_bytes = 64UL * 1024;  ///< Of one WebSocket message.
  std::size_t unread_bytes = 512UL * 1024;  ///< That a WebSocket's peer leaves unread.
};

class HttpConnection;

/// HTTP/1.1 with WebSockets, plain and under TLS, on the control thread. What it is given by
/// reference outlives the io_context, and the loop no longer runs when it is destroyed.
class HttpServer {
 public:
  struct Shared {
    ConnectionLimits& limits;
    ConnectionIds& ids;
    DropCounters& drops;
  };
  HttpServer(boost::asio::io_context& loop, HttpLimits limits, Shared shared);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Takes a port, before anybody is let in.
  using Port = std::unique_ptr<StreamListener>;
  Expected<Port, Error> bind(const SocketAddress& local);
  /// `tls` null: plain. Several ports may share a service.
  void serve(Port port, ServerTls* tls, HttpService& service);

 private:
  boost::asio::io_context& loop_;
  HttpLimits limits_;
  Shared shared_;
  std::vector<std::unique_ptr<StreamListener>> listeners_;
};

}  // namespace sidetone::net
