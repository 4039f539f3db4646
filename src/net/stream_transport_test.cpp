#include "net/stream_transport.h"

#include "net/self_signed.h"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <sys/resource.h>

namespace sidetone::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

const SocketAddress kAnyLoopbackPort{IpAddress::v4({127, 0, 0, 1}), 0};

/// Keeps what a transport reports; a "message" ends with '.', '~' keeps alive, and '!' breaks the
/// stream.
class Recorder : public StreamHandler {
 public:
  void handle_opened(const Opened& opened) override { opened_[opened.id] = opened; }
  Progress handle_received(ConnectionId id, std::string_view bytes) override {
    if (bytes.find_first_not_of('~') == std::string_view::npos) return Progress::kKeepAlive;
    const bool fresh = received_[id].empty() || received_[id].back() == '.';
    received_[id] += bytes;
    if (bytes.find('!') != std::string_view::npos) return Progress::kBroken;
    if (received_[id].back() == '.') return Progress::kComplete;
    return fresh || bytes.find('.') != std::string_view::npos ? Progress::kBegun
                                                              : Progress::kContinues;
  }
  void handle_closed(ConnectionId id) override { closed_.push_back(id); }

  std::map<ConnectionId, Opened> opened_;
  std::map<ConnectionId, std::string> received_;
  std::vector<ConnectionId> closed_;
};

class StreamTransportTest : public testing::Test {
 protected:
  /// Runs the loop until `done` holds or two seconds have passed.
  bool run_until(const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + 2s;
    while (!done() && std::chrono::steady_clock::now() < end) {
      loop_.restart();
      loop_.run_one_for(50ms);
    }
    return done();
  }
  StreamTransport make(StreamLimits limits) {
    return StreamTransport(loop_, limits, {limits_, ids_, drops_}, server_);
  }
  tcp::socket dial(const SocketAddress& address) {
    tcp::socket socket(loop_);
    socket.connect(to_endpoint(address));
    return socket;
  }
  ConnectionId only_opened() const {
    return server_.opened_.size() == 1 ? server_.opened_.begin()->first : ConnectionId();
  }

  DropCounters drops_;
  ConnectionIds ids_;
  ConnectionLimits limits_{{.in_all = 4, .per_source = 4}};
  asio::io_context loop_;
  Recorder server_;
};

TEST_F(StreamTransportTest, CarriesBytesBothWaysAndReportsTheEnd) {
  auto transport = make({});
  const auto address = transport.listen(kAnyLoopbackPort, nullptr);
  tcp::socket client = dial(*address);
  asio::write(client, asio::buffer(std::string("hello.")));
  ASSERT_TRUE(run_until([&] { return server_.received_[only_opened()] == "hello."; }));
  EXPECT_EQ(server_.opened_.begin()->second.ends.local, *address);
  EXPECT_EQ(server_.opened_.begin()->second.ends.remote, from_endpoint(client.local_endpoint()));

  transport.send(only_opened(), "wel");
  transport.send(only_opened(), "come");
  std::string answer;
  ASSERT_TRUE(run_until([&] {
    client.non_blocking(true);
    boost::system::error_code none_yet;
    char piece[16];
    answer.append(piece, client.read_some(asio::buffer(piece), none_yet));
    return answer == "welcome";
  }));
  client.close();
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(transport.size(), 0u);
  EXPECT_TRUE(run_until([&] { return limits_.in_use() == 0; }));
}

TEST_F(StreamTransportTest, WhatIsSentBeforeTheConnectionIsUpArrives) {
  auto transport = make({});
  const auto address = transport.listen(kAnyLoopbackPort, nullptr);
  const ConnectionId out = transport.connect({.remote = *address});
  transport.send(out, "early.");
  ASSERT_TRUE(run_until([&] { return server_.opened_.size() == 2; }));
  EXPECT_TRUE(server_.opened_[out].outgoing);
  EXPECT_TRUE(run_until([&] {
    for (const auto& [id, text] : server_.received_) {
      if (text == "early.") return true;
    }
    return false;
  }));
}

TEST_F(StreamTransportTest, AConnectionThatNobodyTakesEndsWithoutHavingOpened) {
  auto transport = make({});
  SocketAddress nobody = kAnyLoopbackPort;
  {
    tcp::acceptor briefly(loop_, to_endpoint(kAnyLoopbackPort));
    nobody.port = briefly.local_endpoint().port();
  }
  const ConnectionId out = transport.connect({.remote = nobody});
  ASSERT_TRUE(run_until([&] { return !server_.closed_.empty(); }));
  EXPECT_EQ(server_.closed_.front(), out);
  EXPECT_TRUE(server_.opened_.empty());
  EXPECT_EQ(drops_.of(Drop::kConnectFailed), 1u);
}

TEST_F(StreamTransportTest, WhoConnectsAndSaysNothingIsClosed) {
  auto transport = make({.first_message = 50ms});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(drops_.of(Drop::kNeverSpoke), 1u);
}

TEST_F(StreamTransportTest, WhoOnlyKeepsAliveHasSaidNothing) {
  auto transport = make({.first_message = 60ms, .idle = 1h});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  asio::write(client, asio::buffer("~", 1));
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(drops_.of(Drop::kNeverSpoke), 1u);
}

TEST_F(StreamTransportTest, KeepAliveIsEnoughForWhoHasSpoken) {
  auto transport = make({.first_message = 60ms, .idle = 1h});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  asio::write(client, asio::buffer("hello.", 6));
  ASSERT_TRUE(run_until([&] { return server_.received_[only_opened()] == "hello."; }));
  asio::write(client, asio::buffer("~", 1));
  const auto later = std::chrono::steady_clock::now() + 150ms;
  run_until([&] { return std::chrono::steady_clock::now() > later; });
  EXPECT_TRUE(server_.closed_.empty());
}

TEST_F(StreamTransportTest, AMessageThatTricklesInIsCutOffHoweverOftenAByteComes) {
  auto transport = make({.message = 100ms});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  asio::steady_timer next(loop_);
  boost::system::error_code gone;
  const std::function<void()> trickle = [&] {
    asio::write(client, asio::buffer("x", 1), gone);
    next.expires_after(20ms);
    next.async_wait([&](const boost::system::error_code& error) {
      if (!error) trickle();
    });
  };
  trickle();
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(drops_.of(Drop::kSlowMessage), 1u);
}

TEST_F(StreamTransportTest, SilenceBetweenMessagesEndsWithTheIdleLimitOnly) {
  auto transport = make({.message = 20ms, .idle = 150ms});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  asio::write(client, asio::buffer(std::string("whole.")));
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(drops_.of(Drop::kSlowMessage), 0u);
  EXPECT_EQ(drops_.of(Drop::kIdle), 1u);
}

TEST_F(StreamTransportTest, ABrokenStreamGetsItsAnswerBeforeTheEnd) {
  class Answering : public Recorder {
   public:
    Progress handle_received(ConnectionId id, std::string_view bytes) override {
      transport->send(id, "400");
      return Recorder::handle_received(id, bytes);
    }
    StreamTransport* transport = nullptr;
  } handler;
  StreamTransport transport(loop_, {}, {limits_, ids_, drops_}, handler);
  handler.transport = &transport;
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  asio::write(client, asio::buffer(std::string("!") + std::string(3000, 'x')));
  client.non_blocking(true);
  std::string answer;
  boost::system::error_code end;
  ASSERT_TRUE(run_until([&] {
    char piece[16];
    answer.append(piece, client.read_some(asio::buffer(piece), end));
    return end == asio::error::eof;
  }));
  EXPECT_EQ(answer, "400");
  EXPECT_EQ(drops_.of(Drop::kBrokenStream), 1u);
}

TEST_F(StreamTransportTest, WhoDoesNotReadLosesTheConnectionNotOurMemory) {
  auto transport = make({.unread_bytes = 1'000'000});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, nullptr));
  ASSERT_TRUE(run_until([&] { return server_.opened_.size() == 1; }));
  EXPECT_TRUE(run_until([&] {
    transport.send(only_opened(), std::string(100'000, 'x'));
    return !server_.closed_.empty();
  }));
  EXPECT_EQ(drops_.of(Drop::kSlowReader), 1u);
}

TEST_F(StreamTransportTest, RefusesMoreConnectionsThanItsTableHolds) {
  auto transport = make({});
  const auto address = *transport.listen(kAnyLoopbackPort, nullptr);
  std::vector<tcp::socket> clients;
  for (int i = 0; i < 5; ++i) clients.push_back(dial(address));
  EXPECT_TRUE(run_until([&] { return drops_.of(Drop::kTooManyInAll) == 1; }));
  EXPECT_EQ(transport.size(), 4u);
}

#ifndef __SANITIZE_ADDRESS__  // Sanitizers need descriptors of their own to look at memory.
TEST_F(StreamTransportTest, AcceptsAgainOnceADescriptorIsFree) {
  auto transport = make({});
  const auto address = *transport.listen(kAnyLoopbackPort, nullptr);
  tcp::socket client = dial(address);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 0;
  ::setrlimit(RLIMIT_NOFILE, &none);
  for (int i = 0; i < 100 && drops_.of(Drop::kAcceptFailed) == 0; ++i) loop_.run_one_for(20ms);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_GT(drops_.of(Drop::kAcceptFailed), 0u);
  EXPECT_TRUE(run_until([&] { return server_.opened_.size() == 1; }));
}
#endif

class StreamTransportTlsTest : public StreamTransportTest {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sidetone-tls-XXXXXX";
    directory_ = ::mkdtemp(name);
    files_ = {directory_ / "certificate.pem", directory_ / "key.pem"};
    ASSERT_TRUE(ensure_self_signed(files_, {"localhost", "127.0.0.1"}));
    tls_ = std::move(*ServerTls::load(files_));
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::filesystem::path directory_;
  CertificateFiles files_;
  std::unique_ptr<ServerTls> tls_;
};

TEST_F(StreamTransportTlsTest, CarriesBytesUnderTls) {
  auto transport = make({});
  const auto address = transport.listen(kAnyLoopbackPort, tls_.get());
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.load_verify_file(files_.certificate);
  asio::ssl::stream<tcp::socket> client(loop_, context);
  client.set_verify_mode(asio::ssl::verify_peer);
  client.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
  client.next_layer().connect(to_endpoint(*address));
  boost::system::error_code result = asio::error::would_block;
  client.async_handshake(asio::ssl::stream_base::client,
                         [&](const boost::system::error_code& error) {
                           result = error;
                           asio::async_write(client, asio::buffer("secret.", 7),
                                             [](const boost::system::error_code&, std::size_t) {});
                         });
  EXPECT_TRUE(run_until([&] { return server_.received_[only_opened()] == "secret."; }));
  EXPECT_FALSE(result) << result.message();
  EXPECT_TRUE(server_.opened_.begin()->second.tls);
}

TEST_F(StreamTransportTlsTest, AHalfOpenHandshakeIsCutOff) {
  auto transport = make({.connect = 80ms});
  tcp::socket client = dial(*transport.listen(kAnyLoopbackPort, tls_.get()));
  EXPECT_TRUE(run_until([&] { return server_.closed_.size() == 1; }));
  EXPECT_EQ(drops_.of(Drop::kTlsFailed), 1u);
  EXPECT_TRUE(server_.opened_.empty());
}

TEST_F(StreamTransportTlsTest, TrustsNoCertificateThatTheSystemDoesNot) {
  auto transport = make({});
  const auto address = transport.listen(kAnyLoopbackPort, tls_.get());
  const ConnectionId out = transport.connect({.remote = *address, .tls = true});
  ASSERT_TRUE(run_until([&] { return server_.closed_.size() == 2; }));
  EXPECT_EQ(server_.opened_.count(out), 0u);
  EXPECT_EQ(drops_.of(Drop::kConnectFailed), 1u);
}

TEST_F(StreamTransportTlsTest, KeepsTheCertificateInUseWhenTheNewOneIsBad) {
  std::filesystem::resize_file(files_.certificate, 10);
  const auto reloaded = tls_->reload();
  ASSERT_FALSE(reloaded);
  EXPECT_NE(reloaded.error().text.find("certificate.pem"), std::string::npos);
  EXPECT_NE(tls_->context().native_handle(), nullptr);
}

TEST_F(StreamTransportTlsTest, ASelfSignedCertificateIsKeptWhileItIsGood) {
  EXPECT_EQ(ensure_self_signed(files_, {"localhost"}), false);
  std::filesystem::remove(files_.key);
  EXPECT_EQ(ensure_self_signed(files_, {"localhost"}), true);
  EXPECT_TRUE(tls_->reload());
}

TEST_F(StreamTransportTlsTest, SaysWhenAKeyBelongsToAnotherCertificate) {
  const CertificateFiles other{directory_ / "other.pem", directory_ / "other-key.pem"};
  ASSERT_TRUE(ensure_self_signed(other, {"localhost"}));
  const auto mixed = ServerTls::load({files_.certificate, other.key});
  ASSERT_FALSE(mixed);
  EXPECT_NE(mixed.error().text.find("other-key.pem"), std::string::npos) << mixed.error().text;
}

TEST_F(StreamTransportTlsTest, TheKeyIsReadableByItsOwnerOnly) {
  EXPECT_EQ(std::filesystem::status(files_.key).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace sidetone::net
