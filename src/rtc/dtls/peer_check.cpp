#include "rtc/dtls/peer_check.h"

#include "base/assert.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

const EVP_MD* digest_of(FingerprintHash hash) {
  switch (hash) {
    case FingerprintHash::kSha1:
      return EVP_sha1();
    case FingerprintHash::kSha256:
      return EVP_sha256();
    case FingerprintHash::kSha384:
      return EVP_sha384();
    case FingerprintHash::kSha512:
      break;
  }
  return EVP_sha512();
}

bool matches(const X509* certificate, const std::vector<Fingerprint>& expected) {
  if (certificate == nullptr || expected.empty()) return false;
  const auto strongest = std::ranges::max_element(expected, {}, &Fingerprint::hash);
  const Fingerprint shown = fingerprint_of(certificate, strongest->hash);
  return std::ranges::find(expected, shown) != expected.end();
}

}  // namespace

Fingerprint fingerprint_of(const x509_st* certificate, FingerprintHash hash) {
  Fingerprint fingerprint{.hash = hash};
  unsigned int size = 0;
  SIDETONE_ASSERT(X509_digest(certificate, digest_of(hash), fingerprint.digest.data(), &size) == 1);
  fingerprint.size = size;
  return fingerprint;
}

void attach_peer_check(ssl_st* session, PeerCheck& check) {
  SIDETONE_ASSERT(SSL_set_app_data(session, &check) == 1);
}

int check_peer_certificate(x509_store_ctx_st* context, void* /*unused*/) {
  auto* const session =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto& check = *static_cast<PeerCheck*>(SSL_get_app_data(session));
  if (matches(X509_STORE_CTX_get0_cert(context), check.expected)) return 1;
  check.refused = true;
  X509_STORE_CTX_set_error(context, X509_V_ERR_CERT_REJECTED);
  return 0;
}

}  // namespace sidetone::rtc
