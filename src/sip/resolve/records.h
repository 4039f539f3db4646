#pragma once

#include <cstdint>
#include <string>

namespace sidetone::sip {

/// One SRV record [RFC2782].
struct ServiceRecord {
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
  std::uint16_t port = 0;
  std::string target;  ///< "" or ".": decidedly not available.
};

/// One NAPTR record [RFC3403], as far as SIP reads it.
struct NaptrRecord {
  std::uint16_t order = 0;
  std::uint16_t preference = 0;
  std::string flags;
  std::string service;  ///< "SIP+D2U", …
  std::string replacement;
};

}  // namespace sidetone::sip
