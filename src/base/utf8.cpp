#include "base/utf8.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace sidetone {
namespace {

/// Bytes of the sequence that this byte begins; 0: none does.
std::size_t length_of(std::uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  if (lead >= 0xF0 && lead < 0xF5) return 4;
  return 0;
}

bool scalar(char32_t value, std::size_t length) {
  // The least that needs so many bytes; less is an overlong form.
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return value >= kLeast[length] && value <= 0x10FFFF && !surrogate;
}

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& text) {
  const std::string_view here = text;
  const auto lead = static_cast<std::uint8_t>(here.front());
  const std::size_t length = length_of(lead);
  text.remove_prefix(1);
  if (length == 0 || here.size() < length) return std::nullopt;
  char32_t value = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(here[i]);
    if (next >> 6 != 2) return std::nullopt;
    value = value << 6 | (next & 0x3FU);
  }
  if (!scalar(value, length)) return std::nullopt;
  text = here.substr(length);
  return value;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take_code_point(text)) return false;
  }
  return true;
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto tail = [&](unsigned shift) {
    out += static_cast<char>(0x80U | (code_point >> shift & 0x3FU));
  };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | code_point >> 6U);
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | code_point >> 12U);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0U | code_point >> 18U);
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace sidetone
