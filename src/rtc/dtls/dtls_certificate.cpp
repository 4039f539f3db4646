#include "rtc/dtls/dtls_certificate.h"

#include "rtc/dtls/peer_check.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace sidetone::rtc {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Context = std::shared_ptr<SSL_CTX>;

// Forward secrecy and authenticated encryption only; RSA for phones whose certificate is RSA.
constexpr char kCiphers[] =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
constexpr char kGroups[] = "X25519:P-256:P-384";
constexpr char kCommonName[] = "sidetone";

bool set_validity(X509* certificate, std::chrono::sys_seconds now) {
  using std::chrono::days;
  const auto seconds = [](auto time) {
    return static_cast<std::time_t>(time.time_since_epoch().count());
  };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(now - days(1))) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(now + days(365))) != nullptr;
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

bool set_name(X509* certificate) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const text = reinterpret_cast<const unsigned char*>(kCommonName);
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

Certificate sign_certificate(EVP_PKEY* key, std::chrono::sys_seconds now) {
  Certificate certificate(X509_new(), X509_free);
  const bool complete =
      certificate != nullptr && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
      set_serial(certificate.get()) && set_name(certificate.get()) &&
      set_validity(certificate.get(), now) && X509_set_pubkey(certificate.get(), key) == 1 &&
      X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  if (!complete) certificate.reset();
  return certificate;
}

// [RFC8827 §6.5] both sides show a certificate, which the fingerprint vouches for.
void demand_certificate(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, check_peer_certificate, nullptr);
}

Context make_context(X509* certificate, EVP_PKEY* key) {
  Context context(SSL_CTX_new(DTLS_method()), SSL_CTX_free);
  SSL_CTX* const raw = context.get();
  const bool complete =
      raw != nullptr && SSL_CTX_set_min_proto_version(raw, DTLS1_2_VERSION) == 1 &&
      SSL_CTX_set_max_proto_version(raw, DTLS1_2_VERSION) == 1 &&
      SSL_CTX_set_cipher_list(raw, kCiphers) == 1 && SSL_CTX_set1_groups_list(raw, kGroups) == 1 &&
      SSL_CTX_use_certificate(raw, certificate) == 1 && SSL_CTX_use_PrivateKey(raw, key) == 1;
  if (!complete) return nullptr;
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_QUERY_MTU);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  demand_certificate(raw);
  return context;
}

std::string words_of_openssl() {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  ERR_clear_error();
  return reason != nullptr ? reason : "unknown";
}

}  // namespace

Expected<DtlsCertificate, std::string> DtlsCertificate::generate(std::chrono::sys_seconds now) {
  ERR_clear_error();
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (key == nullptr) return unexpected(words_of_openssl());
  const Certificate certificate = sign_certificate(key.get(), now);
  if (certificate == nullptr) return unexpected(words_of_openssl());
  Context context = make_context(certificate.get(), key.get());
  if (context == nullptr) return unexpected(words_of_openssl());
  return DtlsCertificate(std::move(context),
                         fingerprint_of(certificate.get(), FingerprintHash::kSha256));
}

}  // namespace sidetone::rtc
