#pragma once

#include "rtc/dtls/dtls_certificate.h"

#include <chrono>

namespace sidetone::fuzz {

/// Made once in a process; both ends may show it.
inline const rtc::DtlsCertificate& certificate() {
  static const rtc::DtlsCertificate kCertificate =
      rtc::DtlsCertificate::generate(std::chrono::sys_seconds(std::chrono::seconds(1'800'000'000)))
          .value();
  return kCertificate;
}

}  // namespace sidetone::fuzz
