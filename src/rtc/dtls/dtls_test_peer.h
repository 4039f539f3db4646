#pragma once

#include "rtc/dtls/datagram_bio.h"
#include "rtc/dtls/dtls_session.h"
#include "rtc/dtls/peer_check.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <utility>

namespace sidetone::rtc {

/// For tests: certificates of two peers and of a third.
[[nodiscard]] inline const DtlsCertificate& test_certificate(std::size_t which) {
  static const auto kMake = [] {
    return DtlsCertificate::generate(std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)))
        .value();
  };
  static const DtlsCertificate kCertificates[] = {kMake(), kMake(), kMake()};
  return kCertificates[which];
}

/// For tests: one end, its news and the datagrams that it wants sent.
class DtlsEnd {
 public:
  DtlsEnd(const DtlsCertificate& certificate, DtlsSession::Config config)
      : session(std::make_unique<DtlsSession>(certificate, std::move(config), Instant{})) {
    drain();
  }
  DtlsEnd(DtlsSession::Role role, const Fingerprint& peer)
      : DtlsEnd(test_certificate(1), {.role = role, .peer_fingerprints = {peer}}) {}

  void receive(Bytes datagram, Instant now = {}) {
    session->handle_datagram(datagram, now);
    drain();
  }
  void drain() {
    while (auto output = session->poll()) std::visit([&](auto& value) { take(value); }, *output);
  }
  [[nodiscard]] std::optional<DtlsSession::Failure> failure() const {
    return failed ? std::optional(failed->reason) : std::nullopt;
  }

  std::unique_ptr<DtlsSession> session;
  std::vector<std::vector<std::uint8_t>> outbox;
  std::optional<DtlsSession::Connected> connected;
  std::optional<DtlsSession::Failed> failed;
  bool closed = false;

 private:
  void take(DtlsSession::Transmit& transmit) { outbox.push_back(std::move(transmit.bytes)); }
  void take(DtlsSession::Connected& news) { connected = std::move(news); }
  void take(DtlsSession::Failed& news) { failed = std::move(news); }
  void take(DtlsSession::Closed&) { closed = true; }
};

/// For tests: a client and a server with a perfect path between them.
class DtlsPair {
 public:
  struct Options {
    std::vector<SrtpProfile> client_profiles = DtlsSession::Config{}.profiles;
    std::vector<SrtpProfile> server_profiles = DtlsSession::Config{}.profiles;
    bool client_shows_another = false;
    bool server_shows_another = false;
  };
  DtlsPair() : DtlsPair(Options{}) {}
  explicit DtlsPair(const Options& options)
      : client(test_certificate(options.client_shows_another ? 2 : 0),
               {.role = DtlsSession::Role::kClient,
                .peer_fingerprints = {test_certificate(1).fingerprint()},
                .profiles = options.client_profiles}),
        server(test_certificate(options.server_shows_another ? 2 : 1),
               {.role = DtlsSession::Role::kServer,
                .peer_fingerprints = {test_certificate(0).fingerprint()},
                .profiles = options.server_profiles}) {}

  /// Carries datagrams until nobody has one.
  void run() {
    client.drain();
    server.drain();
    while (!client.outbox.empty() || !server.outbox.empty()) {
      carry(client, server);
      carry(server, client);
    }
  }
  [[nodiscard]] std::size_t longest_datagram() const { return longest_; }

  DtlsEnd client;
  DtlsEnd server;
  Instant now{};

 private:
  void carry(DtlsEnd& from, DtlsEnd& to) {
    for (const auto& datagram : std::exchange(from.outbox, {})) {
      longest_ = std::max(longest_, datagram.size());
      to.receive(datagram, now);
    }
  }

  std::size_t longest_ = 0;
};

/// For tests: OpenSSL as a browser would be, with a long hello over a path of `mtu` bytes.
class RawDtlsClient {
 public:
  explicit RawDtlsClient(long mtu) : session_(SSL_new(test_certificate(0).context())) {
    check_.expected = {test_certificate(1).fingerprint()};
    attach_peer_check(session_, check_);
    BIO* const bio = new_datagram_bio(pipe_);
    SSL_set_bio(session_, bio, bio);
    SSL_set_mtu(session_, mtu);
    SSL_set_tlsext_use_srtp(session_, "SRTP_AEAD_AES_128_GCM");
    // Names of protocols make a hello as long as wanted.
    std::vector<std::uint8_t> protocols;
    for (int i = 0; i < 10; ++i) {
      protocols.push_back(100);
      protocols.insert(protocols.end(), 100, static_cast<std::uint8_t>('a' + i));
    }
    SSL_set_alpn_protos(session_, protocols.data(), static_cast<unsigned>(protocols.size()));
    SSL_set_connect_state(session_);
    SSL_do_handshake(session_);
  }
  RawDtlsClient(const RawDtlsClient&) = delete;
  RawDtlsClient& operator=(const RawDtlsClient&) = delete;
  ~RawDtlsClient() { SSL_free(session_); }

  [[nodiscard]] Fingerprint fingerprint() const { return test_certificate(0).fingerprint(); }
  /// What it wants sent now.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> outgoing() {
    std::vector<std::vector<std::uint8_t>> datagrams(pipe_.outgoing.begin(), pipe_.outgoing.end());
    pipe_.outgoing.clear();
    return datagrams;
  }
  void receive(Bytes datagram) {
    pipe_.incoming = datagram;
    SSL_do_handshake(session_);
    pipe_.incoming.reset();
  }
  void finish_with(DtlsEnd& server) {
    while (!server.outbox.empty()) {
      for (const auto& datagram : std::exchange(server.outbox, {})) receive(datagram);
      for (const auto& datagram : outgoing()) server.receive(datagram);
    }
  }
  [[nodiscard]] bool finished() const { return SSL_is_init_finished(session_) == 1; }

 private:
  PeerCheck check_;
  DatagramPipe pipe_;
  SSL* session_;
};

[[nodiscard]] inline RawDtlsClient fragmented_hello() {
  return RawDtlsClient(600);
}

}  // namespace sidetone::rtc
