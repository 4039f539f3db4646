#pragma once

#include "rtc/byte_order.h"
#include "rtc/crypto/cipher_context.h"

#include <array>

namespace sidetone::rtc {

/// AES-128-GCM with 12-byte nonces and whole tags. Keyed once; no call after the constructor
/// allocates.
class AesGcm {
 public:
  static constexpr std::size_t kTagSize = 16;
  using Key = std::array<std::uint8_t, 16>;
  using Nonce = std::array<std::uint8_t, 12>;

  /// What is authenticated but not encrypted: `first`, then `second`.
  struct Associated {
    Bytes first;
    Bytes second;
  };

  explicit AesGcm(const Key& key);

  /// Encrypts `data` in place; `tag` has kTagSize bytes.
  void seal(const Nonce& nonce, Associated associated, MutableBytes data, MutableBytes tag);
  /// Decrypts `data` in place; false if it is not authentic, and then `data` is garbage.
  [[nodiscard]] bool open(const Nonce& nonce, Associated associated, MutableBytes data, Bytes tag);

 private:
  CipherContext seal_;
  CipherContext open_;
};

}  // namespace sidetone::rtc
