#pragma once

#include "rtc/byte_order.h"

#include <array>

namespace sidetone::rtc {

namespace detail {

constexpr std::array<std::uint32_t, 256> make_crc32_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value & 1) != 0 ? value >> 1 ^ 0xEDB8'8320 : value >> 1;
    }
    table[i] = value;
  }
  return table;
}

inline constexpr auto kCrc32Table = make_crc32_table();

}  // namespace detail

/// The checksum of ITU V.42, which STUN's fingerprint is made of. [RFC8489 §14.7]
[[nodiscard]] constexpr std::uint32_t crc32(Bytes bytes) {
  std::uint32_t value = 0xFFFF'FFFF;
  for (const std::uint8_t byte : bytes) {
    value = value >> 8 ^ detail::kCrc32Table[(value ^ byte) & 0xFF];
  }
  return ~value;
}

}  // namespace sidetone::rtc
