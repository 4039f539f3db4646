#pragma once

#include "rtc/byte_order.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::rtc {

/// SHA-1 stands here because phones still send it; the peer's certificate is what it names, and
/// a second preimage of SHA-1 is out of reach.
enum class FingerprintHash : std::uint8_t { kSha1, kSha256, kSha384, kSha512 };

/// Which certificate the other side will show, by its hash. [RFC8122 §5]
struct Fingerprint {
  FingerprintHash hash = FingerprintHash::kSha256;
  std::array<std::uint8_t, 64> digest{};
  std::size_t size = 0;  // Bytes of `digest` in use.

  /// The value of an SDP `a=fingerprint` attribute: "sha-256 4A:AD:B9:…". Nothing for an unknown
  /// hash or a length that is not the hash's.
  [[nodiscard]] static std::optional<Fingerprint> parse(std::string_view attribute);
  [[nodiscard]] std::string to_string() const;
  /// Its two parts: "sha-256", as RFC 8122 registers the name, and "4A:AD:B9:…".
  [[nodiscard]] std::string_view hash_name() const;
  [[nodiscard]] std::string value() const;

  bool operator==(const Fingerprint&) const = default;
};

}  // namespace sidetone::rtc
