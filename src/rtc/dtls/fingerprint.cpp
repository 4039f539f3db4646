#include "rtc/dtls/fingerprint.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

struct Hash {
  FingerprintHash hash;
  std::string_view name;  // As RFC 8122 registers it.
  std::size_t size;
};

constexpr Hash kHashes[] = {{FingerprintHash::kSha1, "sha-1", 20},
                            {FingerprintHash::kSha256, "sha-256", 32},
                            {FingerprintHash::kSha384, "sha-384", 48},
                            {FingerprintHash::kSha512, "sha-512", 64}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

const Hash* hash_named(std::string_view name) {
  // [RFC8122 §5] names the hashes in ABNF strings, in which case does not matter.
  const auto same = [&](const Hash& hash) {
    return std::ranges::equal(hash.name, name, {}, {}, lower);
  };
  const auto* const found = std::ranges::find_if(kHashes, same);
  return found == std::end(kHashes) ? nullptr : found;
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  const char small = lower(c);
  if (small >= 'a' && small <= 'f') return static_cast<std::uint8_t>(small - 'a' + 10);
  return std::nullopt;
}

}  // namespace

std::optional<Fingerprint> Fingerprint::parse(std::string_view attribute) {
  const std::size_t space = attribute.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const Hash* const hash = hash_named(attribute.substr(0, space));
  const std::string_view text = attribute.substr(space + 1);
  if (hash == nullptr || text.size() != hash->size * 3 - 1) return std::nullopt;
  Fingerprint fingerprint{.hash = hash->hash, .size = hash->size};
  for (std::size_t i = 0; i < hash->size; ++i) {
    const auto high = hex_digit(text[3 * i]), low = hex_digit(text[3 * i + 1]);
    if (!high || !low || (i > 0 && text[3 * i - 1] != ':')) return std::nullopt;
    fingerprint.digest[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return fingerprint;
}

std::string Fingerprint::to_string() const {
  return std::string(hash_name()) + ' ' + value();
}

std::string_view Fingerprint::hash_name() const {
  return kHashes[static_cast<std::size_t>(hash)].name;
}

std::string Fingerprint::value() const {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 0x0f];
  }
  return text;
}

}  // namespace sidetone::rtc
