#pragma once

#include "app/media_pool.h"
#include "app/shard.h"
#include "app/sip_transport.h"
#include "app/system_random.h"
#include "net/http_server.h"
#include "net/self_signed.h"
#include "rtc/dtls/dtls_certificate.h"
#include "support/test_directory.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace sidetone::test {

/// Nobody whom the switchboard's news concern.
class DeafObserver final : public app::CallObserver {
 public:
  void handle_call_changed(const call::CallView&) override {}
  void handle_call_ended(call::Cdr) override {}
  void handle_registration_changed(const call::Switchboard::RegistrationChanged&) override {}
};

/// The control shard with real sockets on free ports of loopback, and a directory of two tenants
/// in memory. The test is its loop: run_until().
class LoopbackServer {
 public:
  LoopbackServer()
      : certificate_(*rtc::DtlsCertificate::generate(
            std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))),
        tls_(make_tls()),
        names_(loop_),
        transport_(loop_, {limits_, ids_, drops_}),
        media_(std::move(*app::MediaPool::open({.address = kLoopback,
                                                .webrtc_port = 0,
                                                .rtp_ports = {46'000, 46'099},
                                                .workers = 1,
                                                .engine = {.certificate = &certificate_}},
                                               random_))),
        shard_(loop_, config(), directory_, random_, {transport_, *media_, observer_, names_}) {
    udp = *transport_.listen_udp({IpAddress(), 0});
    udp.ip = kLoopback;
    tcp = *transport_.listen_tcp({kLoopback, 0});
    tls = *transport_.listen_tls({kLoopback, 0}, *tls_);
  }

  /// Until `done` holds; false when that took more than `limit`.
  bool run_until(const std::function<bool()>& done,
                 std::chrono::milliseconds limit = std::chrono::seconds(3)) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!done() && std::chrono::steady_clock::now() < end) {
      loop_.restart();
      loop_.run_one_for(std::chrono::milliseconds(20));
    }
    return done();
  }

  boost::asio::io_context& loop() { return loop_; }
  net::HttpServer::Shared shared() { return {limits_, ids_, drops_}; }
  app::Shard& shard() { return shard_; }
  app::SipTransport& transport() { return transport_; }
  const net::DropCounters& drops() const { return drops_; }

  static constexpr IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});
  SocketAddress udp, tcp, tls;

 private:
  call::Switchboard::Config config() const {
    call::Switchboard::Config result;
    result.advertise = {kLoopback};
    result.webrtc_ports = {46'200};
    result.dtls_fingerprint = certificate_.fingerprint().value();
    return result;
  }
  static std::unique_ptr<net::ServerTls> make_tls() {
    char name[] = "/tmp/sidetone-loopback-XXXXXX";
    const std::filesystem::path directory = ::mkdtemp(name);
    const net::CertificateFiles files{directory / "certificate.pem", directory / "key.pem"};
    const bool made = net::ensure_self_signed(files, {"localhost", "127.0.0.1"}).has_value();
    auto loaded = net::ServerTls::load(files);
    std::filesystem::remove_all(directory);
    if (!made || !loaded) throw std::runtime_error("no TLS certificate for the test");
    return std::move(*loaded);
  }

  app::SystemRandom random_;
  net::DropCounters drops_;
  net::ConnectionIds ids_;
  net::ConnectionLimits limits_{{}};
  rtc::DtlsCertificate certificate_;
  std::unique_ptr<net::ServerTls> tls_;
  TestDirectory directory_;
  DeafObserver observer_;
  boost::asio::io_context loop_{1};
  app::NameServer names_;
  app::SipTransport transport_;
  std::unique_ptr<app::MediaPool> media_;
  app::Shard shard_;
};

/// A request that every server answers at once, to the place it came from.
inline std::string options_request(const std::string& transport, const std::string& branch) {
  return "OPTIONS sip:one.test SIP/2.0\r\n"
         "Via: SIP/2.0/" +
         transport + " client.invalid;rport;branch=z9hG4bK" + branch +
         "\r\n"
         "Max-Forwards: 70\r\n"
         "From: <sip:probe@client.invalid>;tag=1\r\n"
         "To: <sip:one.test>\r\n"
         "Call-ID: " +
         branch +
         "@client.invalid\r\n"
         "CSeq: 1 OPTIONS\r\n"
         "Content-Length: 0\r\n\r\n";
}

}  // namespace sidetone::test
