#pragma once

#include "rtc/byte_order.h"
#include "rtc/crypto/cipher_context.h"

#include <array>

namespace sidetone::rtc {

/// AES-128 in counter mode with a 16-bit block counter, as SRTP has it: encrypts and decrypts by
/// XOR. [RFC3711 §4.1.1] Keyed once; no call after the constructor allocates.
class AesCounter {
 public:
  using Key = std::array<std::uint8_t, 16>;
  /// First counter block; its last two bytes count blocks and start at zero.
  using Block = std::array<std::uint8_t, 16>;

  explicit AesCounter(const Key& key);

  /// Up to 2^16 blocks (1 MiB) for one first block.
  void apply(const Block& first, MutableBytes data);

 private:
  CipherContext context_;
};

}  // namespace sidetone::rtc
