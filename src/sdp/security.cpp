#include "sdp/security.h"

#include "sdp/text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <span>
#include <utility>

namespace sidetone::sdp {
namespace {

constexpr std::array kSuites{CryptoSuite::kAesCm128HmacSha1_80, CryptoSuite::kAesCm128HmacSha1_32,
                             CryptoSuite::kAeadAes128Gcm};
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto group = bytes.subspan(i, std::min<std::size_t>(3, bytes.size() - i));
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < group.size() ? group[k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= group.size() ? kBase64[bits >> (18 - 6 * k) & 63U] : '=';
    }
  }
  return text;
}

/// Strict but for the padding, which some phones leave out [RFC4568 §6.1].
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::vector<std::uint8_t> bytes;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> have & 0xFFU));
  }
  return bytes;
}

std::optional<CryptoSuite> parse_suite(std::string_view name) {
  const auto* const found = std::ranges::find(kSuites, name, suite_name);
  return found == kSuites.end() ? std::nullopt : std::optional(*found);
}

/// `inline:<key||salt>["|" lifetime]["|" MKI ":" length]`
std::optional<SdesKey> parse_inline(CryptoSuite suite, std::string_view value) {
  constexpr std::string_view kMethod = "inline:";
  if (!value.starts_with(kMethod)) return std::nullopt;
  value.remove_prefix(kMethod.size());
  auto key = from_base64(take_until(value, '|'));
  if (!key || key->size() != key_and_salt_bytes(suite)) return std::nullopt;
  while (!value.empty()) {
    // [RFC4568 §6.1] the lifetime has no ':'; what has one is an MKI, which packets would carry.
    if (take_until(value, '|').find(':') != std::string_view::npos) return std::nullopt;
  }
  return SdesKey{.suite = suite, .key_and_salt = std::move(*key)};
}

/// [RFC4568 §6.3] Parameters that only tell the receiver what may come, and change no packet.
bool may_ignore(std::string_view parameter) {
  return parameter.starts_with("KDR=") || parameter.starts_with("WSH=") ||
         parameter.starts_with('-');
}

struct Hash {
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array<Hash, 4> kHashes{
    {{"sha-256", 32}, {"sha-384", 48}, {"sha-512", 64}, {"sha-1", 20}}};

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F');
}

bool is_colon_hex(std::string_view value, std::size_t bytes) {
  if (value.size() != bytes * 3 - 1) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i % 3 == 2 ? value[i] != ':' : !is_hex(value[i])) return false;
  }
  return true;
}

}  // namespace

std::string_view suite_name(CryptoSuite suite) {
  switch (suite) {
    case CryptoSuite::kAesCm128HmacSha1_80:
      return "AES_CM_128_HMAC_SHA1_80";
    case CryptoSuite::kAesCm128HmacSha1_32:
      return "AES_CM_128_HMAC_SHA1_32";
    case CryptoSuite::kAeadAes128Gcm:
      return "AEAD_AES_128_GCM";
  }
  return "";
}

std::size_t key_and_salt_bytes(CryptoSuite suite) {
  return suite == CryptoSuite::kAeadAes128Gcm ? 28 : 30;
}

std::optional<Crypto> parse_crypto(std::string_view value) {
  const auto tag = parse_number<std::uint32_t>(take_word(value));
  const auto suite = parse_suite(take_word(value));
  if (!tag || !suite) return std::nullopt;
  auto key = parse_inline(*suite, take_word(value));
  if (!key) return std::nullopt;
  for (std::string_view word = take_word(value); !word.empty(); word = take_word(value)) {
    // [RFC4568 §6.3.7] an unknown parameter makes the whole line unusable, unless it begins with
    // "-".
    if (!may_ignore(word)) return std::nullopt;
  }
  return Crypto{.tag = *tag, .key = std::move(*key)};
}

std::string to_string(const Crypto& crypto) {
  return fmt::format("{} {} inline:{}", crypto.tag, suite_name(crypto.key.suite),
                     to_base64(crypto.key.key_and_salt));
}

std::optional<Fingerprint> parse_fingerprint(std::string_view value) {
  const std::string_view name = take_word(value);
  std::string hex(trim(value));
  for (char& c : hex) {
    if (c >= 'a' && c <= 'f') c = static_cast<char>(c - ('a' - 'A'));
  }
  for (const Hash& hash : kHashes) {
    if (!equal_without_case(hash.name, name)) continue;
    if (!is_colon_hex(hex, hash.bytes)) return std::nullopt;
    return Fingerprint{.hash = std::string(hash.name), .value = std::move(hex)};
  }
  return std::nullopt;
}

std::optional<Setup> parse_setup(std::string_view value) {
  value = trim(value);
  for (const Setup setup : {Setup::kActpass, Setup::kActive, Setup::kPassive}) {
    if (value == to_string(setup)) return setup;
  }
  return std::nullopt;
}

std::string_view to_string(Setup setup) {
  switch (setup) {
    case Setup::kActpass:
      return "actpass";
    case Setup::kActive:
      return "active";
    case Setup::kPassive:
      return "passive";
  }
  return "";
}

}  // namespace sidetone::sdp
