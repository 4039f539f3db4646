#include "net/web_socket_session.h"

#include "base/utf8.h"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using ErrorCode = boost::system::error_code;

auto into(ErrorCode& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

class Session final : public WebSocket, public std::enable_shared_from_this<Session> {
 public:
  Session(ByteStream stream, WebSocketOpening opening)
      : stream_(std::move(stream)),
        handler_(std::move(opening.accepted.handler)),
        subprotocol_(std::move(opening.accepted.subprotocol)),
        request_(std::move(opening.request)),
        id_(opening.id),
        ends_(opening.ends),
        admission_(std::move(opening.admission)),
        limits_(opening.limits),
        drops_(opening.drops) {}

  asio::awaitable<void> run() {
    configure();
    ErrorCode error;
    co_await stream_.async_accept(request_, into(error));
    request_ = {};
    if (!error) {
      open_ = true;
      handler_->handle_open(*this);
      co_await read();
    }
    open_ = false;
    drop();
    handler_->handle_closed(*this);
  }

  void send(std::string message) override {
    if (!open_ || closing_) return;
    unsent_bytes_ += message.size();
    if (unsent_bytes_ > limits_.unread_bytes) {
      open_ = false;  // What is sent until the news of its end arrives is not counted again.
      drops_.add(Drop::kSlowReader);
      return drop();
    }
    unsent_.push_back(std::move(message));
    start_writing();
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (!open_ || closing_) return;
    closing_ = websocket::close_reason(static_cast<websocket::close_code>(code),
                                       beast::string_view(reason.data(), reason.size()));
    start_writing();
  }

  [[nodiscard]] ConnectionId id() const override { return id_; }
  [[nodiscard]] const ConnectionEnds& ends() const override { return ends_; }
  [[nodiscard]] bool tls() const override { return stream_.next_layer().tls(); }

 private:
  void configure() {
    stream_.set_option(websocket::stream_base::timeout{
        .handshake_timeout = limits_.handshake,
        .idle_timeout = limits_.silence,
        .keep_alive_pings = true,
    });
    stream_.read_message_max(limits_.message_bytes);
    stream_.auto_fragment(false);
    stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& answer) {
      if (!subprotocol_.empty()) {
        answer.set(beast::http::field::sec_websocket_protocol, subprotocol_);
      }
    }));
  }

  asio::awaitable<void> read() {
    while (true) {
      ErrorCode error;
      const std::size_t size = co_await stream_.async_read(buffer_, into(error));
      if (error) co_return count(error);
      // Between the read and here the socket may have been dropped by ourselves.
      if (!open_) co_return;
      handler_->handle_message(*this, {static_cast<const char*>(buffer_.cdata().data()), size});
      buffer_.consume(size);
    }
  }

  void count(const ErrorCode& error) {
    if (error == beast::error::timeout) return drops_.add(Drop::kWebSocketSilent);
    if (error == websocket::error::closed || error.category() == asio::error::get_misc_category()) {
      return;
    }
    const auto& protocol = make_error_code(websocket::error::bad_opcode).category();
    if (error.category() == protocol) drops_.add(Drop::kWebSocketBroken);
  }

  void start_writing() {
    if (writing_) return;
    writing_ = true;
    asio::co_spawn(
        stream_.get_executor(), [self = shared_from_this()] { return self->write(); },
        asio::detached);
  }

  asio::awaitable<void> write() {
    ErrorCode error;
    while (!error && !unsent_.empty()) {
      const std::string& message = unsent_.front();
      stream_.text(is_utf8(message));
      co_await stream_.async_write(asio::buffer(message), into(error));
      if (error || unsent_.empty()) break;
      unsent_bytes_ -= unsent_.front().size();
      unsent_.pop_front();
    }
    if (!error && closing_) co_await stream_.async_close(*closing_, into(error));
    writing_ = false;
    if (error) drop();
  }

  /// At once; the reader then ends and reports it.
  void drop() { stream_.next_layer().close(); }

  websocket::stream<ByteStream, false> stream_;  // false: without compression.
  std::shared_ptr<WebSocketHandler> handler_;
  std::string subprotocol_;
  BeastRequest request_;
  ConnectionId id_;
  ConnectionEnds ends_;
  ConnectionLimits::Admission admission_;
  const HttpLimits& limits_;
  DropCounters& drops_;
  beast::flat_buffer buffer_;
  bool open_ = false;
  bool writing_ = false;
  std::optional<websocket::close_reason> closing_;
  std::deque<std::string> unsent_;
  std::size_t unsent_bytes_ = 0;
};

}  // namespace

void open_web_socket(ByteStream stream, WebSocketOpening opening) {
  const auto executor = stream.get_executor();
  const auto session = std::make_shared<Session>(std::move(stream), std::move(opening));
  asio::co_spawn(executor, [session] { return session->run(); }, asio::detached);
}

}  // namespace sidetone::net
