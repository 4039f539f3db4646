#include "net/http_server.h"

#include "net/byte_stream.h"
#include "net/self_signed.h"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <functional>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

/// Keeps what a WebSocket brings; sends back what it is told, and more when asked to.
class Talk : public WebSocketHandler {
 public:
  void handle_open(WebSocket& socket) override {
    socket_ = &socket;
    if (!greeting.empty()) socket.send(greeting);
  }
  void handle_message(WebSocket& socket, std::string_view message) override {
    messages.emplace_back(message);
    socket.send("you said " + std::string(message));
  }
  void handle_closed(WebSocket&) override {
    closed = true;
    socket_ = nullptr;
  }
  std::string greeting;
  std::vector<std::string> messages;
  bool closed = false;
  WebSocket* socket_ = nullptr;
};

class Service : public HttpService {
 public:
  void handle_request(HttpRequest request, Respond respond) override {
    last = request;
    ++count;
    if (request.path == "/later") {
      later = std::move(respond);
    } else if (request.path == "/big") {
      respond({.status = 200, .headers = {}, .body = std::string_view(big)});
    } else {
      respond({.status = 200, .headers = {{"X-Test", "yes"}}, .body = "body of " + request.path});
    }
  }
  UpgradeDecision decide_upgrade(const HttpRequest& request) override {
    last = request;
    if (request.path != "/sip") return HttpResponse{.status = 403, .headers = {}, .body = {}};
    return UpgradeAccepted{.subprotocol = "sip", .handler = talk};
  }

  HttpRequest last;
  int count = 0;
  Respond later;
  std::string big = std::string(300'000, 'b');
  std::shared_ptr<Talk> talk = std::make_shared<Talk>();
};

class HttpServerTest : public testing::Test {
 protected:
  bool run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + 3s;
    while (!done() && std::chrono::steady_clock::now() < end) {
      loop_.restart();
      loop_.run_one_for(50ms);
    }
    return done();
  }
  void start(HttpLimits limits) {
    server_.emplace(loop_, limits, HttpServer::Shared{limits_, ids_, drops_});
    listen(*server_, nullptr);
  }
  void listen(HttpServer& server, ServerTls* tls) {
    auto port = server.bind({IpAddress::v4({127, 0, 0, 1}), 0});
    address_ = (*port)->local();
    server.serve(std::move(*port), tls, service_);
  }
  tcp::socket dial() {
    tcp::socket socket(loop_);
    socket.connect(to_endpoint(address_));
    return socket;
  }
  /// Everything that comes back until the server closes.
  std::string exchange(const std::string& request) {
    tcp::socket socket = dial();
    asio::write(socket, asio::buffer(request));
    return read_to_end(socket);
  }
  std::string read_to_end(tcp::socket& socket) {
    std::string answer;
    bool ended = false;
    asio::async_read(socket, asio::dynamic_buffer(answer), asio::transfer_all(),
                     [&](const boost::system::error_code&, std::size_t) { ended = true; });
    EXPECT_TRUE(run_until([&] { return ended; })) << "the server did not close";
    return answer;
  }

  DropCounters drops_;
  ConnectionIds ids_;
  ConnectionLimits limits_{{}};
  asio::io_context loop_;
  Service service_;
  std::optional<HttpServer> server_;
  SocketAddress address_;
};

TEST_F(HttpServerTest, AnswersAndCloses) {
  start({});
  const std::string answer =
      exchange("GET /a/b?c=d%20e HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Own: 1\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nX-Test: yes\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Length: 12\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n\r\nbody of /a/b"));
  EXPECT_EQ(service_.last.method, "GET");
  EXPECT_EQ(service_.last.query, "c=d%20e");
  EXPECT_EQ(service_.last.headers.get("x-own"), "1");
  EXPECT_EQ(service_.last.local, address_);
  EXPECT_FALSE(service_.last.tls);
}

TEST_F(HttpServerTest, ServesSeveralRequestsOnOneConnection) {
  start({});
  const std::string answer = exchange(
      "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nPOST /2 HTTP/1.1\r\nHost: x\r\n"
      "Content-Length: 3\r\n\r\nabcHEAD /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("body of /1"));
  EXPECT_THAT(answer, HasSubstr("body of /2"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 10\r\nConnection: close\r\n\r\n"));
  EXPECT_THAT(answer, testing::Not(HasSubstr("body of /3"))) << "HEAD has no body";
  EXPECT_EQ(service_.count, 3);
}

TEST_F(HttpServerTest, AnAnswerMayComeLater) {
  start({});
  tcp::socket socket = dial();
  asio::write(socket,
              asio::buffer(std::string("GET /later HTTP/1.0\r\nConnection: close\r\n\r\n")));
  ASSERT_TRUE(run_until([&] { return service_.later != nullptr; }));
  service_.later({.status = 201, .headers = {}, .body = std::string("late")});
  service_.later({.status = 500, .headers = {}, .body = std::string("twice")});
  EXPECT_THAT(read_to_end(socket), StartsWith("HTTP/1.1 201 Created\r\n"));
}

TEST_F(HttpServerTest, AnAnswerThatNeverComesIs503) {
  start({.answer = 50ms});
  EXPECT_THAT(exchange("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"),
              StartsWith("HTTP/1.1 503 "));
  service_.later({});  // Harmless now.
}

TEST_F(HttpServerTest, ALargeAnswerArrivesWhole) {
  start({});
  const std::string answer = exchange("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 300'000u);
}

TEST_F(HttpServerTest, ReadsAChunkedBody) {
  start({});
  exchange(
      "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: "
      "close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(service_.last.body, "abcde");
}

TEST_F(HttpServerTest, AsksForTheBodyOfWhoWaitsToBeAsked) {
  start({});
  tcp::socket socket = dial();
  asio::write(socket, asio::buffer(std::string("POST /e HTTP/1.1\r\nHost: x\r\nExpect: "
                                               "100-continue\r\nContent-Length: 2\r\nConnection: "
                                               "close\r\n\r\n")));
  std::string first(25, '\0');
  bool asked = false;
  asio::async_read(socket, asio::buffer(first),
                   [&](const boost::system::error_code&, std::size_t) { asked = true; });
  ASSERT_TRUE(run_until([&] { return asked; }));
  EXPECT_EQ(first, "HTTP/1.1 100 Continue\r\n\r\n");
  asio::write(socket, asio::buffer(std::string("ok")));
  EXPECT_THAT(read_to_end(socket), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServerTest, RefusesRequestsThatCouldBeReadInTwoWays) {
  start({});
  const std::string post = "POST / HTTP/1.1\r\n";
  EXPECT_THAT(exchange(post + "Host: x\r\nContent-Length: 3\r\nTransfer-Encoding: "
                              "chunked\r\n\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange(post + "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: "
                              "3\r\n\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange(post + "Host: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange(post + "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(exchange(post + "Host: x\r\nTransfer-Encoding: identity\r\n\r\n"),
              StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(exchange(post + "Host: x\r\nContent-Length : 3\r\n\r\nabc"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 400 ")) << "no Host";
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
              StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(exchange("GET relative HTTP/1.1\r\nHost: x\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_EQ(service_.count, 0);
  EXPECT_EQ(drops_.of(Drop::kHttpMalformed), 10u);
}

TEST_F(HttpServerTest, RefusesALargeBodyBeforeItComes) {
  start({});
  const std::string answer =
      exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 16385\r\n\r\n");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: application/problem+json\r\n"));
  EXPECT_EQ(service_.count, 0);
}

TEST_F(HttpServerTest, RefusesWhatIsTooLarge) {
  start({.header_bytes = 1000, .body_bytes = 1000});
  EXPECT_THAT(exchange("GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" +
                       std::string(1001, 'x')),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                       std::string(2000, 'x') + "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_EQ(service_.count, 0);
}

TEST_F(HttpServerTest, AHeaderThatTricklesInIsCutOff) {
  start({.header = 100ms});
  tcp::socket socket = dial();
  asio::write(socket, asio::buffer(std::string("GET / HTTP/1.1\r\nHost: x\r\n")));
  EXPECT_EQ(read_to_end(socket), "");
  EXPECT_EQ(drops_.of(Drop::kHttpSlow), 1u);
}

TEST_F(HttpServerTest, ABodyThatDoesNotComeIsCutOff) {
  start({.body = 100ms});
  tcp::socket socket = dial();
  asio::write(
      socket,
      asio::buffer(std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")));
  EXPECT_EQ(read_to_end(socket), "");
  EXPECT_EQ(drops_.of(Drop::kHttpSlow), 1u);
  EXPECT_EQ(service_.count, 0);
}

class WebSocketTest : public HttpServerTest {
 protected:
  using Client = websocket::stream<ByteStream, false>;
  using Error = boost::system::error_code;
  using Done = std::function<void(const Error&, std::size_t)>;

  Client dial_client(asio::ssl::context* tls = nullptr) { return Client(dial(), tls); }

  Error open(Client& client, const std::string& path) {
    Error result = asio::error::would_block;
    client.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "sip");
    }));
    const std::function<void(const Error&)> done = [&](const Error& error) { result = error; };
    client.async_handshake(answer_, "x", path, done);
    run_until([&] { return result != asio::error::would_block; });
    return result;
  }
  std::string read(Client& client) {
    beast::flat_buffer buffer;
    bool done = false;
    client.async_read(buffer, Done([&](const Error& error, std::size_t) {
                        done = true;
                        end_ = error;
                      }));
    run_until([&] { return done; });
    return beast::buffers_to_string(buffer.data());
  }
  void write(Client& client, const std::string& message) {
    bool done = false;
    client.async_write(asio::buffer(message),
                       Done([&](const Error&, std::size_t) { done = true; }));
    run_until([&] { return done; });
  }

  websocket::response_type answer_;
  Error end_;
};

TEST_F(WebSocketTest, CarriesMessagesBothWays) {
  start({});
  service_.talk->greeting = "hello";
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  EXPECT_EQ(answer_[beast::http::field::sec_websocket_protocol], "sip");
  EXPECT_EQ(read(client), "hello");
  write(client, "REGISTER");
  EXPECT_EQ(read(client), "you said REGISTER");
  EXPECT_EQ(service_.talk->messages, std::vector<std::string>{"REGISTER"});
  EXPECT_EQ(service_.last.headers.get("Sec-WebSocket-Protocol"), "sip");
}

TEST_F(WebSocketTest, TheServiceDecidesWhoMayCome) {
  start({});
  Client client = dial_client();
  EXPECT_EQ(open(client, "/elsewhere"), websocket::error::upgrade_declined);
  EXPECT_EQ(answer_.result_int(), 403u);
  EXPECT_EQ(service_.talk->socket_, nullptr);
}

TEST_F(WebSocketTest, SendsBytesThatAreNoTextAsBinary) {
  start({});
  service_.talk->greeting = "\xFFnot text";
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  EXPECT_EQ(read(client), "\xFFnot text");
  EXPECT_TRUE(client.got_binary());
}

TEST_F(WebSocketTest, AMessageBeyondTheLimitEndsIt) {
  start({.message_bytes = 1000});
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  write(client, std::string(1001, 'x'));
  EXPECT_TRUE(run_until([&] { return service_.talk->closed; }));
  EXPECT_TRUE(service_.talk->messages.empty());
  EXPECT_EQ(drops_.of(Drop::kWebSocketBroken), 1u);
}

TEST_F(WebSocketTest, APeerThatDoesNotReadIsDropped) {
  start({.unread_bytes = 1'000'000});
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  EXPECT_TRUE(run_until([&] {
    for (int i = 0; i < 10 && service_.talk->socket_ != nullptr; ++i) {
      service_.talk->socket_->send(std::string(60'000, 'x'));
    }
    return service_.talk->closed;
  }));
  EXPECT_EQ(drops_.of(Drop::kSlowReader), 1u);
}

TEST_F(WebSocketTest, APeerThatAnswersNoPingIsDropped) {
  start({.silence = 200ms});
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));  // Nobody reads here: no pong goes out.
  EXPECT_TRUE(run_until([&] { return service_.talk->closed; }));
  EXPECT_EQ(drops_.of(Drop::kWebSocketSilent), 1u);
}

TEST_F(WebSocketTest, APeerThatAnswersPingsStays) {
  start({.silence = 200ms});
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  beast::flat_buffer buffer;
  client.async_read(buffer, Done([](const Error&, std::size_t) {}));
  int pings = 0;
  client.control_callback([&](websocket::frame_type kind, beast::string_view) {
    if (kind == websocket::frame_type::ping) ++pings;
  });
  EXPECT_TRUE(run_until([&] { return pings == 4; }));
  EXPECT_FALSE(service_.talk->closed);
}

TEST_F(WebSocketTest, ClosesWithTheCodeItIsTold) {
  start({});
  service_.talk->greeting = "last words";
  Client client = dial_client();
  ASSERT_FALSE(open(client, "/sip"));
  service_.talk->socket_->close(4401, "session ended");
  EXPECT_EQ(read(client), "last words");
  read(client);
  EXPECT_EQ(end_, websocket::error::closed);
  EXPECT_EQ(client.reason().code, 4401);
  EXPECT_TRUE(run_until([&] { return service_.talk->closed; }));
}

TEST_F(WebSocketTest, SaysWhenThePeerVanishes) {
  start({});
  {
    Client client = dial_client();
    ASSERT_FALSE(open(client, "/sip"));
  }
  EXPECT_TRUE(run_until([&] { return service_.talk->closed; }));
  EXPECT_TRUE(run_until([&] { return limits_.in_use() == 0; }));
}

TEST_F(WebSocketTest, WorksUnderTls) {
  char name[] = "/tmp/sidetone-wss-XXXXXX";
  const std::filesystem::path directory = ::mkdtemp(name);
  const CertificateFiles files{directory / "certificate.pem", directory / "key.pem"};
  ASSERT_TRUE(ensure_self_signed(files, {"localhost"}));
  const auto tls = std::move(*ServerTls::load(files));
  std::filesystem::remove_all(directory);
  HttpServer server(loop_, {}, {limits_, ids_, drops_});
  listen(server, tls.get());
  service_.talk->greeting = "secret";

  asio::ssl::context context(asio::ssl::context::tls_client);
  Client client = dial_client(&context);
  bool encrypted = false;
  asio::co_spawn(
      loop_, [&] { return client.next_layer().handshake(asio::ssl::stream_base::client); },
      [&](const std::exception_ptr&, const Error&) { encrypted = true; });
  ASSERT_TRUE(run_until([&] { return encrypted; }));
  ASSERT_FALSE(open(client, "/sip"));
  EXPECT_EQ(read(client), "secret");
  EXPECT_TRUE(service_.last.tls);
}

}  // namespace
}  // namespace sidetone::net
