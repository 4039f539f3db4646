#include "rtc/dtls/dtls_session.h"

#include "base/assert.h"
#include "rtc/dtls/client_hello_reassembler.h"
#include "rtc/dtls/datagram_bio.h"
#include "rtc/dtls/peer_check.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

struct Profile {
  SrtpProfile profile;
  unsigned long id;  // [RFC5764 §4.1.2, RFC7714 §14.2]
  const char* name;  // As OpenSSL calls it.
};
constexpr Profile kProfiles[] = {
    {SrtpProfile::kAesCm128HmacSha1_80, SRTP_AES128_CM_SHA1_80, "SRTP_AES128_CM_SHA1_80"},
    {SrtpProfile::kAesCm128HmacSha1_32, SRTP_AES128_CM_SHA1_32, "SRTP_AES128_CM_SHA1_32"},
    {SrtpProfile::kAeadAes128Gcm, SRTP_AEAD_AES_128_GCM, "SRTP_AEAD_AES_128_GCM"}};

std::string names_of(const std::vector<SrtpProfile>& profiles) {
  std::string names;
  for (const SrtpProfile profile : profiles) {
    if (!names.empty()) names += ':';
    names += std::ranges::find(kProfiles, profile, &Profile::profile)->name;
  }
  return names;
}

unsigned int next_retransmission(SSL* /*session*/, unsigned int previous_us) {
  // [RFC6347 §4.2.4.1] the timer starts at a second and doubles. Ours starts lower: the peer has
  // just shown by its ICE check that it is there and listens.
  const Duration next = previous_us == 0 ? DtlsSession::kFirstRetransmission
                                         : 2 * Duration(static_cast<Duration::rep>(previous_us));
  return static_cast<unsigned int>(std::min(next, DtlsSession::kLongestRetransmission).count());
}

std::string words_of_openssl() {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown";
}

struct KeyingMaterial {
  SrtpKeys client;
  SrtpKeys server;
};

// [RFC5764 §4.2] client_write_SRTP_master_key, server_write_SRTP_master_key,
// client_write_SRTP_master_salt, server_write_SRTP_master_salt, in this order.
KeyingMaterial keying_material(SSL* session, SrtpProfile profile) {
  static constexpr std::string_view kLabel = "EXTRACTOR-dtls_srtp";
  const std::size_t salt_size = srtp_master_salt_size(profile);
  std::array<std::uint8_t, 2 * (kSrtpMasterKeySize + kSrtpMaxMasterSaltSize)> material{};
  SIDETONE_ASSERT(SSL_export_keying_material(session, material.data(),
                                             2 * (kSrtpMasterKeySize + salt_size), kLabel.data(),
                                             kLabel.size(), nullptr, 0, 0) == 1);
  KeyingMaterial keys{.client = {.profile = profile}, .server = {.profile = profile}};
  const auto* from = material.data();
  const auto take = [&](auto& to, std::size_t size) {
    std::copy_n(from, size, to.begin());
    from += size;
  };
  take(keys.client.master_key, kSrtpMasterKeySize);
  take(keys.server.master_key, kSrtpMasterKeySize);
  take(keys.client.master_salt, salt_size);
  take(keys.server.master_salt, salt_size);
  OPENSSL_cleanse(material.data(), material.size());
  return keys;
}

}  // namespace

struct DtlsSession::Link {
  Link(const DtlsCertificate& certificate, Config config);
  Link(const Link&) = delete;
  Link& operator=(const Link&) = delete;
  ~Link() { SSL_free(session); }

  /// What is left of OpenSSL's retransmission timer from `now` on.
  [[nodiscard]] Instant retransmit_at(Instant now) const;

  Role role;
  PeerCheck peer;
  DatagramPipe pipe;
  ClientHelloReassembler hello;
  bool greeted = false;  // The server was given its ClientHello.
  SSL* session;
};

DtlsSession::Link::Link(const DtlsCertificate& certificate, Config config)
    : role(config.role),
      peer{.expected = std::move(config.peer_fingerprints)},
      session(SSL_new(certificate.context())) {
  SIDETONE_ASSERT(session != nullptr);
  attach_peer_check(session, peer);
  BIO* const bio = new_datagram_bio(pipe);
  SSL_set_bio(session, bio, bio);
  SSL_set_mtu(session, static_cast<long>(kMtu));
  DTLS_set_timer_cb(session, next_retransmission);
  SIDETONE_ASSERT(SSL_set_tlsext_use_srtp(session, names_of(config.profiles).c_str()) == 0);
  if (role == Role::kClient) {
    SSL_set_connect_state(session);
  } else {
    SSL_set_accept_state(session);
  }
}

Instant DtlsSession::Link::retransmit_at(Instant now) const {
  timeval left{};
  if (DTLSv1_get_timeout(session, &left) != 1) return kNever;
  return now + std::chrono::seconds(left.tv_sec) + Duration(left.tv_usec);
}

DtlsSession::DtlsSession(const DtlsCertificate& certificate, Config config, Instant now)
    : link_(std::make_unique<Link>(certificate, std::move(config))), state_(Handshaking{}) {
  if (link_->role == Role::kClient) shake_hands(now);
}

DtlsSession::~DtlsSession() = default;
DtlsSession::DtlsSession(DtlsSession&&) noexcept = default;
DtlsSession& DtlsSession::operator=(DtlsSession&&) noexcept = default;

void DtlsSession::handle_datagram(Bytes datagram, Instant now) {
  if (std::holds_alternative<Over>(state_)) return;
  if (link_->role == Role::kServer && !link_->greeted) return greet(datagram, now);
  link_->pipe.incoming = datagram;
  if (std::holds_alternative<Handshaking>(state_)) shake_hands(now);
  // The datagram that ends the handshake may hold more than that.
  if (std::holds_alternative<Open>(state_)) listen();
  link_->pipe.incoming.reset();
}

void DtlsSession::greet(Bytes datagram, Instant now) {
  const auto hello = link_->hello.handle_datagram(datagram);
  if (!hello) return;
  link_->greeted = true;
  link_->hello = {};
  handle_datagram(*hello, now);
}

void DtlsSession::shake_hands(Instant now) {
  auto& handshaking = std::get<Handshaking>(state_);
  if (handshaking.give_up_at == kNever) handshaking.give_up_at = now + kGiveUp;
  ERR_clear_error();
  const int result = SSL_do_handshake(link_->session);
  if (result == 1) return open();
  if (SSL_get_error(link_->session, result) != SSL_ERROR_WANT_READ) {
    return fail(link_->peer.refused ? Failure::kFingerprint : Failure::kHandshake);
  }
  flush();
  handshaking.retransmit_at = link_->retransmit_at(now);
}

void DtlsSession::open() {
  flush();
  const SRTP_PROTECTION_PROFILE* const selected = SSL_get_selected_srtp_profile(link_->session);
  if (selected == nullptr) {
    SSL_shutdown(link_->session);
    return fail(Failure::kSrtpProfile);
  }
  const SrtpProfile profile = std::ranges::find(kProfiles, selected->id, &Profile::id)->profile;
  const KeyingMaterial keys = keying_material(link_->session, profile);
  const bool is_client = link_->role == Role::kClient;
  outputs_.push_back(Connected{.send = is_client ? keys.client : keys.server,
                               .receive = is_client ? keys.server : keys.client});
  state_ = Open{};
}

// Nothing but alerts and repeated handshake messages is of interest; application data has no use
// here and is dropped.
void DtlsSession::listen() {
  std::array<std::uint8_t, 256> ignored;
  ERR_clear_error();
  int result = 1;
  while (result > 0) {
    result = SSL_read(link_->session, ignored.data(), static_cast<int>(ignored.size()));
  }
  const int error = SSL_get_error(link_->session, result);
  if (error == SSL_ERROR_WANT_READ) return flush();
  if (error == SSL_ERROR_ZERO_RETURN) SSL_shutdown(link_->session);
  ERR_clear_error();
  flush();
  outputs_.push_back(Closed{});
  state_ = Over{};
}

void DtlsSession::handle_time(Instant now) {
  auto* const handshaking = std::get_if<Handshaking>(&state_);
  if (handshaking == nullptr) return;
  if (now >= handshaking->give_up_at) return fail(Failure::kTimeout);
  if (now < handshaking->retransmit_at) return;
  ERR_clear_error();
  if (DTLSv1_handle_timeout(link_->session) < 0) return fail(Failure::kTimeout);
  flush();
  handshaking->retransmit_at = link_->retransmit_at(now);
}

void DtlsSession::close() {
  if (std::holds_alternative<Open>(state_)) {
    ERR_clear_error();
    SSL_shutdown(link_->session);
    flush();
  }
  state_ = Over{};
}

void DtlsSession::fail(Failure reason) {
  std::string detail = words_of_openssl();
  flush();  // The alert goes out before the news.
  outputs_.push_back(Failed{.reason = reason, .detail = std::move(detail)});
  state_ = Over{};
}

void DtlsSession::flush() {
  for (auto& datagram : link_->pipe.outgoing) {
    outputs_.push_back(Transmit{.bytes = std::move(datagram)});
  }
  link_->pipe.outgoing.clear();
}

std::optional<DtlsSession::Output> DtlsSession::poll() {
  if (outputs_.empty()) return std::nullopt;
  Output output = std::move(outputs_.front());
  outputs_.pop_front();
  return output;
}

Instant DtlsSession::deadline() const {
  const auto* const handshaking = std::get_if<Handshaking>(&state_);
  if (handshaking == nullptr) return kNever;
  return std::min(handshaking->retransmit_at, handshaking->give_up_at);
}

}  // namespace sidetone::rtc
