#pragma once

#include "call/browser_identity.h"
#include "net/web_socket.h"
#include "sip/transport.h"

#include <string>
#include <string_view>

namespace sidetone::app {

class BrowserFlow;

class BrowserFlowOwner {
 public:
  virtual ~BrowserFlowOwner() = default;
  virtual void handle_browser_opened(BrowserFlow& flow) = 0;
  virtual void handle_browser_message(BrowserFlow& flow, std::string_view message) = 0;
  virtual void handle_browser_closed(BrowserFlow& flow) = 0;
};

/// One browser's WebSocket for SIP: a message a frame [RFC7118 §4.2], and the keep-alive of
/// [RFC5626 §3.5.1] where somebody sends it over a WebSocket.
class BrowserFlow final : public net::WebSocketHandler {
 public:
  /// `owner` outlives the io_context.
  BrowserFlow(call::BrowserIdentity identity, BrowserFlowOwner& owner)
      : identity_(std::move(identity)), owner_(owner) {}

  void handle_open(net::WebSocket& socket) override;
  void handle_message(net::WebSocket& socket, std::string_view message) override;
  void handle_closed(net::WebSocket& socket) override;

  [[nodiscard]] const sip::Peer& peer() const { return peer_; }
  [[nodiscard]] const call::BrowserIdentity& identity() const { return identity_; }
  void send(std::string message);
  /// 4401: the login session behind it has ended.
  void close();

 private:
  call::BrowserIdentity identity_;
  BrowserFlowOwner& owner_;
  net::WebSocket* socket_ = nullptr;
  sip::Peer peer_;
};

}  // namespace sidetone::app
