#pragma once

#include "rtc/byte_order.h"

#include <array>
#include <optional>
#include <string_view>

namespace sidetone::rtc {

/// How packets are encrypted and authenticated. [RFC3711 §8.2, RFC5764 §4.1.2, RFC7714 §12]
enum class SrtpProfile : std::uint8_t {
  kAesCm128HmacSha1_80,
  kAesCm128HmacSha1_32,  // For phones by SDES only; its SRTCP tag has 80 bits. [RFC4568 §6.2]
  kAeadAes128Gcm,
};

inline constexpr std::size_t kSrtpMasterKeySize = 16;
inline constexpr std::size_t kSrtpMaxMasterSaltSize = 14;

[[nodiscard]] constexpr std::size_t srtp_master_salt_size(SrtpProfile profile) {
  return profile == SrtpProfile::kAeadAes128Gcm ? 12 : kSrtpMaxMasterSaltSize;
}

/// What one direction of a session is keyed with, by DTLS or SDES. GCM uses the first 12 bytes
/// of the salt.
struct SrtpKeys {
  SrtpProfile profile = SrtpProfile::kAesCm128HmacSha1_80;
  std::array<std::uint8_t, kSrtpMasterKeySize> master_key{};
  std::array<std::uint8_t, kSrtpMaxMasterSaltSize> master_salt{};

  bool operator==(const SrtpKeys&) const = default;
};

/// From the decoded `inline:` of an SDES crypto attribute: key, then salt, and nothing else.
/// [RFC4568 §6.1]
[[nodiscard]] std::optional<SrtpKeys> srtp_keys_from_sdes(SrtpProfile profile, Bytes key_and_salt);

/// By the name that SDES uses: "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32",
/// "AEAD_AES_128_GCM". [RFC4568 §6.2, RFC7714 §14.2]
[[nodiscard]] std::optional<SrtpProfile> srtp_profile_from_name(std::string_view name);
[[nodiscard]] std::string_view srtp_profile_name(SrtpProfile profile);

}  // namespace sidetone::rtc
