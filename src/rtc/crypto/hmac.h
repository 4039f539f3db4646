#pragma once

#include "rtc/byte_order.h"

#include <array>
#include <string_view>

namespace sidetone::rtc {

/// Message authentication with a key that signs many messages: the key's two blocks are hashed
/// once, here. [RFC2104] No call allocates.
class HmacSha1 {
 public:
  using Digest = std::array<std::uint8_t, 20>;

  explicit HmacSha1(Bytes key);
  /// Of `first` and `second` as one message.
  [[nodiscard]] Digest sign(Bytes first, Bytes second = {}) const;

 private:
  std::array<std::uint32_t, 5> inner_{};
  std::array<std::uint32_t, 5> outer_{};
};

class HmacSha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  explicit HmacSha256(Bytes key);
  [[nodiscard]] Digest sign(Bytes first, Bytes second = {}) const;

 private:
  std::array<std::uint32_t, 8> inner_{};
  std::array<std::uint32_t, 8> outer_{};
};

/// Whether they are equal, in a time that does not tell where they differ.
[[nodiscard]] bool equal_in_constant_time(Bytes left, Bytes right);

}  // namespace sidetone::rtc
