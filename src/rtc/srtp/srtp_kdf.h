#pragma once

#include "rtc/srtp/srtp_keys.h"

namespace sidetone::rtc {

inline constexpr std::size_t kSrtpAuthKeySize = 20;

/// What packets are really encrypted and signed with. [RFC3711 §4.3]
struct SrtpSessionKeys {
  std::array<std::uint8_t, kSrtpMasterKeySize> cipher_key{};
  std::array<std::uint8_t, kSrtpMaxMasterSaltSize> salt{};  // GCM uses the first 12 bytes.
  std::array<std::uint8_t, kSrtpAuthKeySize> auth_key{};    // Unused by GCM.
};

struct SrtpSessionKeyPair {
  SrtpSessionKeys rtp;
  SrtpSessionKeys rtcp;
};

/// Derives once per session (key derivation rate zero), with AES-CM for all profiles.
/// [RFC3711 §4.3.1, §4.3.3, RFC7714 §11]
[[nodiscard]] SrtpSessionKeyPair derive_srtp_session_keys(const SrtpKeys& keys);

}  // namespace sidetone::rtc
