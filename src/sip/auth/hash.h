#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

namespace sidetone::sip {

enum class DigestAlgorithm : std::uint8_t { kMd5, kSha256 };

/// "MD5" or "SHA-256", as a challenge writes it [RFC8760 §2.1].
[[nodiscard]] std::string_view algorithm_name(DigestAlgorithm algorithm);

/// A hash in lower-case hex: 32 or 64 characters.
class HexDigest {
 public:
  HexDigest() = default;
  explicit HexDigest(std::span<const std::uint8_t> bytes);
  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 64> text_{};
  std::size_t size_ = 0;
};

using Mac = std::array<std::uint8_t, 32>;

/// MD5, SHA-256 and HMAC-SHA-256 by OpenSSL; its contexts are made once and used again.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  /// Of the parts, one behind the other, with ':' between them as digest access wants it.
  [[nodiscard]] HexDigest joined(DigestAlgorithm algorithm,
                                 std::initializer_list<std::string_view> parts);
  /// HMAC-SHA-256 [RFC2104] of the parts; each is preceded by its length, so that no two lists of
  /// parts make the same input.
  [[nodiscard]] Mac mac(std::span<const std::uint8_t> key,
                        std::initializer_list<std::string_view> parts);

 private:
  struct Contexts;
  std::unique_ptr<Contexts> contexts_;
};

/// Takes the same time wherever the first difference stands.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace sidetone::sip
