#pragma once

#include "net/connection_id.h"
#include "net/stream_listener.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace sidetone::net {

/// One WebSocket [RFC6455] from the side of who talks through it. The server pings a silent peer
/// every 20 s and closes when nothing came for 40 s.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  /// One message; as text if it is valid UTF-8, else as binary, because a browser drops the whole
  /// connection over bad text. A peer that does not read loses its connection.
  virtual void send(std::string message) = 0;
  /// Ends it after what is queued was sent; `code` as in [RFC6455 §7.4].
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  [[nodiscard]] virtual ConnectionId id() const = 0;
  [[nodiscard]] virtual const ConnectionEnds& ends() const = 0;
  [[nodiscard]] virtual bool tls() const = 0;
};

/// Who listens to one WebSocket, on the loop's thread.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;
  /// `socket` stays valid until handle_closed().
  virtual void handle_open(WebSocket& socket) = 0;
  virtual void handle_message(WebSocket& socket, std::string_view message) = 0;
  /// Last news; also when the handshake was accepted but the peer had gone.
  virtual void handle_closed(WebSocket& socket) = 0;
};

}  // namespace sidetone::net
