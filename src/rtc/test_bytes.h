#pragma once

#include "rtc/byte_order.h"

#include <string>
#include <string_view>
#include <vector>

namespace sidetone::rtc {

/// For tests: bytes as people write them, "80 40f17b", and back.
[[nodiscard]] inline std::vector<std::uint8_t> from_hex(std::string_view text) {
  std::vector<std::uint8_t> bytes;
  int high = -1;
  for (const char c : text) {
    const auto digit = std::string_view("0123456789abcdef").find(static_cast<char>(c | 0x20));
    if (digit == std::string_view::npos) continue;
    if (high < 0) {
      high = static_cast<int>(digit);
    } else {
      bytes.push_back(static_cast<std::uint8_t>(high << 4 | static_cast<int>(digit)));
      high = -1;
    }
  }
  return bytes;
}

[[nodiscard]] inline std::string to_hex(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace sidetone::rtc
