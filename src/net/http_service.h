#pragma once

#include "net/http_message.h"
#include "net/web_socket.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace sidetone::net {

/// Gives one request its answer: at once or later, once, on the loop's thread. Harmless when the
/// client has gone by then. A request without an answer gets 503 after a minute.
using Respond = std::function<void(HttpResponse)>;

/// What to do with a WebSocket handshake.
struct UpgradeAccepted {
  std::string subprotocol;  ///< One that the client offered; empty: none.
  std::shared_ptr<WebSocketHandler> handler;
};
using UpgradeDecision = std::variant<HttpResponse, UpgradeAccepted>;

/// What an HTTP listener serves.
class HttpService {
 public:
  virtual ~HttpService() = default;
  virtual void handle_request(HttpRequest request, Respond respond) = 0;
  virtual UpgradeDecision decide_upgrade(const HttpRequest& request) = 0;
};

}  // namespace sidetone::net
