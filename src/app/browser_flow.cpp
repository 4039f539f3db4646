#include "app/browser_flow.h"

namespace sidetone::app {
namespace {

constexpr std::uint16_t kSessionEnded = 4401;

}  // namespace

void BrowserFlow::handle_open(net::WebSocket& socket) {
  socket_ = &socket;
  peer_ = {.flow = sip::FlowId(socket.id().value()),
           .transport = socket.tls() ? sip::Transport::kWss : sip::Transport::kWs,
           .remote = socket.ends().remote,
           .local = socket.ends().local};
  owner_.handle_browser_opened(*this);
}

void BrowserFlow::handle_message(net::WebSocket& socket, std::string_view message) {
  if (message == "\r\n\r\n") return socket.send("\r\n");
  if (message.find_first_not_of("\r\n") == std::string_view::npos) return;
  owner_.handle_browser_message(*this, message);
}

void BrowserFlow::handle_closed(net::WebSocket&) {
  if (socket_ == nullptr) return;  // Never opened.
  socket_ = nullptr;
  owner_.handle_browser_closed(*this);
}

void BrowserFlow::send(std::string message) {
  if (socket_ != nullptr) socket_->send(std::move(message));
}

void BrowserFlow::close() {
  if (socket_ != nullptr) socket_->close(kSessionEnded, "session ended");
}

}  // namespace sidetone::app
