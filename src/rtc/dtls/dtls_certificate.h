#pragma once

#include "base/expected.h"
#include "rtc/dtls/fingerprint.h"

#include <chrono>
#include <memory>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX.

namespace sidetone::rtc {

/// The process's own DTLS identity: a self-signed ECDSA P-256 certificate, whose fingerprint
/// stands in our SDP. [RFC8827 §6.5] Made once at start; sessions of all threads share it.
class DtlsCertificate {
 public:
  /// Valid from a day before to a year after `now`. Fails, with OpenSSL's words, only when the
  /// library cannot work at all.
  [[nodiscard]] static Expected<DtlsCertificate, std::string> generate(
      std::chrono::sys_seconds now);

  /// SHA-256.
  [[nodiscard]] const Fingerprint& fingerprint() const { return fingerprint_; }

  /// For DtlsSession.
  [[nodiscard]] ssl_ctx_st* context() const { return context_.get(); }

 private:
  DtlsCertificate(std::shared_ptr<ssl_ctx_st> context, const Fingerprint& fingerprint)
      : context_(std::move(context)), fingerprint_(fingerprint) {}

  std::shared_ptr<ssl_ctx_st> context_;
  Fingerprint fingerprint_;
};

}  // namespace sidetone::rtc
