#include "net/http_connection.h"

#include "net/byte_stream.h"
#include "net/http_parse.h"
#include "net/web_socket_session.h"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <chrono>
#include <fmt/format.h>
#include <optional>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using namespace std::chrono_literals;

constexpr std::size_t kWritePiece = std::size_t{64} * 1024;
constexpr std::size_t kReadPiece = 4096;
constexpr std::size_t kDrainAtMost = std::size_t{256} * 1024;

auto into(ErrorCode& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

/// [RFC9457] like every refusal of whoever is served here.
HttpResponse problem_of(unsigned status) {
  return {
      .status = status,
      .headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
      .body = fmt::format(R"({{"type":"about:blank","title":"{0}","status":{1},"detail":"{0}."}})",
                          reason_phrase(status), status)};
}

/// The status that a failed read deserves; 0: the client is simply gone.
unsigned status_of(const ErrorCode& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  if (error == beast::error::timeout) return 408;
  if (error == http::error::end_of_stream || error == http::error::partial_message) return 0;
  return error.category() == make_error_code(http::error::bad_method).category() ? 400 : 0;
}

/// One answer that may come at once or later.
struct Pending {
  explicit Pending(const asio::any_io_executor& executor) : ready(executor) {}
  std::optional<HttpResponse> response;
  asio::steady_timer ready;
};

class Connection {
 public:
  Connection(ByteStream stream, HttpPeer peer)
      : stream_(std::move(stream)),
        service_(peer.service),
        limits_(peer.limits),
        shared_(peer.shared),
        ends_(peer.accepted.ends),
        admission_(std::move(peer.accepted.admission)) {}

  asio::awaitable<void> run() {
    bool going_on = co_await handshake();
    while (going_on) going_on = co_await serve_one();
    co_await end();
  }

 private:
  using Parser = http::request_parser<http::string_body>;

  asio::awaitable<bool> handshake() {
    stream_.expires_after(limits_.handshake);
    const ErrorCode error = co_await stream_.handshake(asio::ssl::stream_base::server);
    if (error) {
      shared_.drops.add(Drop::kTlsFailed);
      stream_dead_ = true;
    }
    co_return !error;
  }

  /// One request and its answer. False: the connection is to end, or has become a WebSocket.
  asio::awaitable<bool> serve_one() {
    bool there = co_await wait_for_request();
    if (!there) co_return false;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
    parser.body_limit(limits_.body_bytes);
    const unsigned refused = co_await read_request(parser);
    if (refused != 0) {
      if (refused != kGone) co_await refuse(refused);
      co_return false;
    }
    if (beast::websocket::is_upgrade(parser.get())) co_return co_await upgrade(parser.release());
    const bool keep_alive = parser.get().keep_alive();
    HttpRequest request = take(parser.release());
    const bool without_body = request.method == "HEAD";
    HttpResponse response = co_await ask(std::move(request));
    const bool written = co_await write(response, {.keep_alive = keep_alive}, without_body);
    co_return written&& keep_alive;
  }

  /// Between requests a client may be silent for long; once it began it has to hurry.
  asio::awaitable<bool> wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    ErrorCode error;
    stream_.expires_after(first_ ? limits_.header : limits_.idle);
    first_ = false;
    const std::size_t size =
        co_await stream_.async_read_some(buffer_.prepare(kReadPiece), into(error));
    buffer_.commit(size);
    co_return !error;
  }

  static constexpr unsigned kGone = 1;

  asio::awaitable<unsigned> read_request(Parser& parser) {
    ErrorCode error;
    stream_.expires_after(limits_.header);
    co_await http::async_read_header(stream_, buffer_, parser, into(error));
    if (error) co_return failure(error);
    if (const auto refusal = refusal_of(parser.get())) co_return *refusal;
    stream_.expires_after(limits_.body);
    if (!parser.is_done() && parser.get().count(http::field::expect) > 0) {
      static const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await asio::async_write(stream_, asio::buffer(kContinue), into(error));
      if (error) co_return kGone;
    }
    co_await http::async_read(stream_, buffer_, parser, into(error));
    co_return error ? failure(error) : 0;
  }

  unsigned failure(const ErrorCode& error) {
    const unsigned status = status_of(error);
    if (status == 408) {
      shared_.drops.add(Drop::kHttpSlow);
      stream_dead_ = true;  // Beast has closed the socket.
      return kGone;
    }
    return status == 0 ? kGone : status;
  }

  asio::awaitable<void> refuse(unsigned status) {
    shared_.drops.add(Drop::kHttpMalformed);
    const HttpResponse response = problem_of(status);
    co_await write(response, {.keep_alive = false}, false);
  }

  HttpRequest take(BeastRequest&& beast_request) {
    HttpRequest request = take_request(std::move(beast_request));
    request.remote = ends_.remote;
    request.local = ends_.local;
    request.tls = stream_.tls();
    return request;
  }

  asio::awaitable<HttpResponse> ask(HttpRequest request) {
    const auto pending = std::make_shared<Pending>(stream_.get_executor());
    pending->ready.expires_after(limits_.answer);
    service_.handle_request(std::move(request),
                            [weak = std::weak_ptr(pending)](HttpResponse response) {
                              const auto waiting = weak.lock();
                              if (!waiting || waiting->response) return;
                              waiting->response = std::move(response);
                              waiting->ready.cancel();
                            });
    if (!pending->response) {
      ErrorCode ignored;
      co_await pending->ready.async_wait(into(ignored));
    }
    if (!pending->response) co_return problem_of(503);
    co_return std::move(*pending->response);
  }

  asio::awaitable<bool> write(const HttpResponse& response, ResponseHead head, bool without_body) {
    const std::string text = write_head(response, head);
    std::string_view body = response.body_view();
    if (without_body || response.status == 204 || response.status == 304) body = {};
    // The first piece travels with the header, in one segment where it fits.
    std::array<asio::const_buffer, 2> buffers{asio::buffer(text),
                                              asio::buffer(body.data(), first_piece(body))};
    body.remove_prefix(first_piece(body));
    ErrorCode error;
    stream_.expires_after(limits_.write);
    co_await asio::async_write(stream_, buffers, into(error));
    while (!error && !body.empty()) {
      const std::size_t size = first_piece(body);
      stream_.expires_after(limits_.write);
      co_await asio::async_write(stream_, asio::buffer(body.data(), size), into(error));
      body.remove_prefix(size);
    }
    if (error == beast::error::timeout) shared_.drops.add(Drop::kSlowReader);
    if (error) stream_dead_ = true;
    co_return !error;
  }

  static std::size_t first_piece(std::string_view body) {
    return std::min(body.size(), kWritePiece);
  }

  asio::awaitable<bool> upgrade(BeastRequest beast_request) {
    const BeastRequest handshake_request = beast_request;
    const HttpRequest request = take(std::move(beast_request));
    UpgradeDecision decision = service_.decide_upgrade(request);
    if (const auto* refusal = std::get_if<HttpResponse>(&decision)) {
      co_await write(*refusal, {.keep_alive = false}, false);
      co_return false;
    }
    // [RFC6455 §4.1] the client waits for our answer: bytes before it are no WebSocket's.
    if (buffer_.size() > 0) {
      co_await refuse(400);
      co_return false;
    }
    stream_.expires_never();
    became_web_socket_ = true;
    open_web_socket(std::move(stream_), {.accepted = std::get<UpgradeAccepted>(std::move(decision)),
                                         .request = handshake_request,
                                         .id = shared_.ids.next(),
                                         .ends = ends_,
                                         .admission = std::move(admission_),
                                         .limits = limits_,
                                         .drops = shared_.drops});
    co_return false;
  }

  /// Reads away what the client still sends, so that our last answer is not lost to a reset.
  asio::awaitable<void> end() {
    if (became_web_socket_ || stream_dead_) co_return;
    stream_.expires_after(2s);
    if (stream_.tls()) {
      co_await stream_.close_notify();
      co_return stream_.close();
    }
    ErrorCode error;
    stream_.socket().shutdown(TcpSocket::shutdown_send, error);
    std::size_t drained = 0;
    while (!error && drained < kDrainAtMost) {
      buffer_.clear();
      const std::size_t size =
          co_await stream_.async_read_some(buffer_.prepare(kReadPiece), into(error));
      drained += size;
    }
    stream_.close();
  }

  ByteStream stream_;
  HttpService& service_;
  const HttpLimits& limits_;
  HttpServer::Shared shared_;
  ConnectionEnds ends_;
  ConnectionLimits::Admission admission_;
  beast::flat_buffer buffer_;
  bool first_ = true;
  bool stream_dead_ = false;
  bool became_web_socket_ = false;
};

}  // namespace

void serve_http(HttpPeer peer) {
  ByteStream stream(std::move(peer.accepted.socket), peer.tls);
  const auto executor = stream.get_executor();
  const auto connection = std::make_shared<Connection>(std::move(stream), std::move(peer));
  asio::co_spawn(executor, [connection] { return connection->run(); }, asio::detached);
}

}  // namespace sidetone::net
