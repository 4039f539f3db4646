// SIP's wires on loopback: framing, keep-alive, limits and errors over real sockets.
#include "app/browser_flow.h"
#include "loopback/loopback_server.h"
#include "net/byte_stream.h"
#include "net/http_server.h"
#include "rtc/byte_order.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <gmock/gmock.h>

namespace sidetone::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::StartsWith;
using Error = boost::system::error_code;

class SipWires : public testing::Test {
 protected:
  /// A client whose bytes are collected as they come.
  class Client {
   public:
    Client(LoopbackServer& server, const SocketAddress& address, asio::ssl::context* tls = nullptr)
        : server_(server), stream_(connect(server, address), tls) {
      if (tls == nullptr) {
        read();
        return;
      }
      asio::co_spawn(
          server.loop(), [this] { return stream_.handshake(asio::ssl::stream_base::client); },
          [this](const std::exception_ptr&, const Error& error) {
            secure = !error;
            read();
          });
      server_.run_until([this] { return secure || closed; });
    }
    ~Client() {
      stream_.close();
      server_.run_until([this] { return closed; });
    }
    void send(const std::string& bytes) {
      bool done = false;
      asio::async_write(stream_, asio::buffer(bytes),
                        std::function<void(const Error&, std::size_t)>(
                            [&](const Error&, std::size_t) { done = true; }));
      server_.run_until([&] { return done; });
    }
    bool receives(const std::string& text) {
      return server_.run_until([&] { return received.find(text) != std::string::npos; });
    }
    bool is_closed() {
      return server_.run_until([&] { return closed; });
    }
    std::string received;
    bool closed = false;
    bool secure = false;

   private:
    static tcp::socket connect(LoopbackServer& server, const SocketAddress& address) {
      tcp::socket socket(server.loop());
      socket.connect(net::to_endpoint(address));
      return socket;
    }
    void read() {
      stream_.async_read_some(asio::buffer(piece_), std::function<void(const Error&, std::size_t)>(
                                                        [this](const Error& error, std::size_t n) {
                                                          received.append(piece_.data(), n);
                                                          closed = bool(error);
                                                          if (!error) read();
                                                        }));
    }
    LoopbackServer& server_;
    net::ByteStream stream_;
    std::array<char, 4096> piece_{};
  };

  LoopbackServer server_;
};

TEST_F(SipWires, TcpAnswersOnTheSameConnectionInOrder) {
  Client client(server_, server_.tcp);
  client.send(options_request("TCP", "first") + options_request("TCP", "second"));
  ASSERT_TRUE(client.receives("Call-ID: second@"));
  EXPECT_THAT(client.received, StartsWith("SIP/2.0 200 "));
  EXPECT_LT(client.received.find("first@"), client.received.find("second@"));
}

TEST_F(SipWires, TcpPutsAMessageTogetherFromSingleBytes) {
  Client client(server_, server_.tcp);
  for (const char c : options_request("TCP", "bytes")) client.send(std::string(1, c));
  EXPECT_TRUE(client.receives("Call-ID: bytes@"));
}

TEST_F(SipWires, TcpAnswersTheKeepAlive) {
  Client client(server_, server_.tcp);
  client.send("\r\n\r\n");
  ASSERT_TRUE(client.receives("\r\n"));
  EXPECT_EQ(client.received, "\r\n");
}

TEST_F(SipWires, TcpEndsAConnectionThatSpeaksSomethingElse) {
  Client client(server_, server_.tcp);
  client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(client.is_closed());
  EXPECT_EQ(server_.drops().of(net::Drop::kBrokenStream), 1u);
}

TEST_F(SipWires, TcpRefusesABodyBeyondTheLimitBeforeItComes) {
  Client client(server_, server_.tcp);
  std::string request = options_request("TCP", "huge");
  const std::string length = "Content-Length: 0";
  request.replace(request.find(length), length.size(), "Content-Length: 99999999");
  client.send(request);
  EXPECT_TRUE(client.is_closed());
  EXPECT_THAT(client.received, HasSubstr("SIP/2.0 513 "));
}

TEST_F(SipWires, TlsCarriesSip) {
  asio::ssl::context context(asio::ssl::context::tls_client);
  Client client(server_, server_.tls, &context);
  ASSERT_TRUE(client.secure);
  client.send(options_request("TLS", "secure"));
  EXPECT_TRUE(client.receives("Call-ID: secure@"));
}

TEST_F(SipWires, AFloodOfGarbageLeavesTheServerAnswering) {
  net::UdpSocket socket = std::move(*net::UdpSocket::open({LoopbackServer::kLoopback, 0}));
  SeededRandom random(7);
  net::SendBatch batch(32);
  for (int round = 0; round < 50; ++round) {
    std::vector<std::vector<std::uint8_t>> garbage(32);
    for (auto& datagram : garbage) {
      datagram.resize(random.below(1400));
      random.fill(datagram);
      batch.add(socket, {.to = server_.udp, .from = {}, .bytes = datagram});
    }
    batch.flush(socket);
    server_.run_until([] { return false; }, std::chrono::milliseconds(1));
  }
  const std::string probe = options_request("UDP", "after");
  batch.add(socket, {.to = server_.udp, .from = {}, .bytes = rtc::bytes_of(probe)});
  batch.flush(socket);
  net::ReceiveBatch received({.datagrams = 64, .longest = 4000});
  bool answered = false;
  EXPECT_TRUE(server_.run_until([&] {
    received.clear();
    for (const auto& datagram : received.receive(socket)) {
      const std::string text(datagram.bytes.begin(), datagram.bytes.end());
      answered = answered || text.find("Call-ID: after@") != std::string::npos;
    }
    return answered;
  }));
}

/// Lets every WebSocket in as the same browser.
class LetIn final : public net::HttpService {
 public:
  explicit LetIn(app::SipTransport& transport) : transport_(transport) {}
  void handle_request(net::HttpRequest, net::Respond respond) override { respond({}); }
  net::UpgradeDecision decide_upgrade(const net::HttpRequest&) override {
    return net::UpgradeAccepted{
        .subprotocol = "sip",
        .handler = transport_.accept_browser({.tenant = TestDirectory::kOne,
                                              .user = directory::UserId(1),
                                              .extension = directory::ExtensionId(1),
                                              .session = "session",
                                              .instance = "<urn:uuid:1>"})};
  }

 private:
  app::SipTransport& transport_;
};

class SipOverWebSocket : public SipWires {
 protected:
  using Client = boost::beast::websocket::stream<net::ByteStream, false>;
  using Done = std::function<void(const Error&, std::size_t)>;

  SipOverWebSocket() {
    auto port = http_.bind({LoopbackServer::kLoopback, 0});
    address_ = (*port)->local();
    http_.serve(std::move(*port), nullptr, service_);
  }
  Client open() {
    tcp::socket socket(server_.loop());
    socket.connect(net::to_endpoint(address_));
    Client client(std::move(socket), nullptr);
    bool done = false;
    client.async_handshake("x", "/sip", std::function<void(const Error&)>([&](const Error& error) {
                             EXPECT_FALSE(error) << error.message();
                             done = true;
                           }));
    server_.run_until([&] { return done; });
    return client;
  }
  void write(Client& client, const std::string& message) {
    bool done = false;
    client.async_write(asio::buffer(message),
                       Done([&](const Error&, std::size_t) { done = true; }));
    server_.run_until([&] { return done; });
  }
  std::string read(Client& client) {
    boost::beast::flat_buffer buffer;
    bool done = false;
    client.async_read(buffer, Done([&](const Error& error, std::size_t) {
                        end_ = error;
                        done = true;
                      }));
    server_.run_until([&] { return done; });
    return boost::beast::buffers_to_string(buffer.data());
  }

  LetIn service_{server_.transport()};
  net::HttpServer http_{server_.loop(), {}, server_.shared()};
  SocketAddress address_;
  Error end_;
};

TEST_F(SipOverWebSocket, CarriesOneMessageAFrame) {
  Client client = open();
  write(client, options_request("WS", "frame"));
  EXPECT_THAT(read(client), HasSubstr("Call-ID: frame@"));
}

TEST_F(SipOverWebSocket, AnswersTheKeepAlive) {
  Client client = open();
  write(client, "\r\n\r\n");
  EXPECT_EQ(read(client), "\r\n");
}

TEST_F(SipOverWebSocket, EndsWithTheLoginSession) {
  Client client = open();
  write(client, options_request("WS", "before"));
  read(client);
  server_.shard().revoke_session("session");
  read(client);
  EXPECT_EQ(end_, boost::beast::websocket::error::closed);
  EXPECT_EQ(client.reason().code, 4401);
}

}  // namespace
}  // namespace sidetone::test
