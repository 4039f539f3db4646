#pragma once

#include "rtc/dtls/fingerprint.h"

#include <vector>

struct ssl_st;             // OpenSSL's SSL,
struct x509_st;            // X509,
struct x509_store_ctx_st;  // and X509_STORE_CTX.

namespace sidetone::rtc {

[[nodiscard]] Fingerprint fingerprint_of(const x509_st* certificate, FingerprintHash hash);

/// Which certificates a session takes, and what became of the one that was shown.
struct PeerCheck {
  std::vector<Fingerprint> expected;
  bool refused = false;
};

/// Has `check` consulted in the session's handshake; it must outlive the session.
void attach_peer_check(ssl_st* session, PeerCheck& check);

/// OpenSSL's callback: 1 if the certificate is one that the session expects.
/// [RFC8122 §5] of several hashes the strongest counts.
int check_peer_certificate(x509_store_ctx_st* context, void* unused);

}  // namespace sidetone::rtc
