#pragma once

#include "base/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sdp {

enum class Security : std::uint8_t {
  kNone,  ///< RTP/AVP, RTP/AVPF
  kSdes,  ///< a=crypto [RFC4568]
  kDtls,  ///< a=fingerprint, a=setup [RFC5763]; always with ICE here.
};

enum class CryptoSuite : std::uint8_t {
  kAesCm128HmacSha1_80,
  kAesCm128HmacSha1_32,
  kAeadAes128Gcm,  ///< [RFC7714]
};
/// "AES_CM_128_HMAC_SHA1_80", …
[[nodiscard]] std::string_view suite_name(CryptoSuite suite);
/// Bytes of master key and salt together: 30, for GCM 28.
[[nodiscard]] std::size_t key_and_salt_bytes(CryptoSuite suite);

/// One key for one direction, as `a=crypto:<tag> <suite> inline:<base64>` carries it.
struct SdesKey {
  CryptoSuite suite = CryptoSuite::kAesCm128HmacSha1_80;
  std::vector<std::uint8_t> key_and_salt;
  bool operator==(const SdesKey&) const = default;
};

/// One a=crypto line that we can use.
struct Crypto {
  std::uint32_t tag = 1;
  SdesKey key;
  bool operator==(const Crypto&) const = default;
};
/// nullopt for suites that we lack, keys of a wrong length, an MKI (no sender of ours could put it
/// on packets) or session parameters that we would have to obey (UNENCRYPTED_SRTP, …).
[[nodiscard]] std::optional<Crypto> parse_crypto(std::string_view value);
[[nodiscard]] std::string to_string(const Crypto& crypto);

/// `a=fingerprint:sha-256 AB:CD:…` [RFC8122]
struct Fingerprint {
  std::string hash;   ///< Lower case: "sha-256", "sha-384", "sha-512", "sha-1".
  std::string value;  ///< Upper case, with colons.
  bool operator==(const Fingerprint&) const = default;
};
/// nullopt for hashes that we do not take (md5, …) and for a length that does not fit the hash.
[[nodiscard]] std::optional<Fingerprint> parse_fingerprint(std::string_view value);

/// Who sends the ClientHello [RFC4145 §4, RFC8842].
enum class Setup : std::uint8_t { kActpass, kActive, kPassive };
[[nodiscard]] std::optional<Setup> parse_setup(std::string_view value);
[[nodiscard]] std::string_view to_string(Setup setup);

struct IceCredentials {
  std::string ufrag;
  std::string password;
  bool operator==(const IceCredentials&) const = default;
};

}  // namespace sidetone::sdp
