#include "call/routing.h"

#include <array>
#include <cstdint>
#include <optional>

namespace sidetone::call {
namespace {

constexpr std::size_t kMaxDialString = 64;
constexpr std::size_t kLongestExtension = 6;
constexpr std::string_view kEchoTest = "*43";

/// One code point of UTF-8; nullopt where the bytes are none. Advances `text`.
std::optional<char32_t> take_code_point(std::string_view& text) {
  const auto lead = static_cast<std::uint8_t>(text.front());
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t value = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(text[i]);
    if (next >> 6 != 2) return std::nullopt;
    value = value << 6 | (next & 0x3FU);
  }
  text.remove_prefix(length);
  return value;
}

/// The digit that a code point stands for in any of the scripts phones and keyboards send.
std::optional<char> digit_of(char32_t c) {
  constexpr std::array<char32_t, 6> kZeros{U'0', 0xFF10, 0x0660, 0x06F0, 0x0966, 0x09E6};
  for (char32_t zero : kZeros) {
    if (c >= zero && c < zero + 10) return static_cast<char>('0' + (c - zero));
  }
  return std::nullopt;
}

bool is_decoration(char32_t c) {
  switch (c) {
    case U' ':
    case U'(':
    case U')':
    case U'-':
    case U'.':
    case U'/':
    case 0x00A0:
    case 0x00AD:
    case 0x2060:
    case 0x202F:
    case 0x3000:
      return true;
    default:
      return (c >= 0x2000 && c <= 0x2015) || c == 0x2212 || c == 0xFE63 || c == 0xFF0D;
  }
}

}  // namespace

std::string normalised(std::string_view dialled) {
  std::string number;
  while (!dialled.empty()) {
    const auto c = take_code_point(dialled);
    if (!c) return {};
    if (is_decoration(*c)) continue;
    if (const auto digit = digit_of(*c)) {
      number.push_back(*digit);
    } else if (*c == U'*' || *c == U'#' || (*c == U'+' && number.empty())) {
      number.push_back(static_cast<char>(*c));
    } else {
      return {};
    }
    if (number.size() > kMaxDialString) return {};
  }
  return number == "+" ? std::string() : number;
}

Route route(const directory::Directory& directory, const directory::Extension& caller,
            std::string_view dialled) {
  const std::string number = normalised(dialled);
  if (number.empty()) return NoRoute{404, "That number doesn't look right"};
  if (number == kEchoTest) return ToEchoTest{};
  const directory::Extension* extension = directory.extension(caller.tenant, number);
  if (extension == nullptr) {
    const bool outside = number.front() == '+' || number.size() > kLongestExtension;
    if (outside) return NoRoute{403, "Outside calls are not enabled"};
    return NoRoute{404, "No such extension"};
  }
  if (extension->id == caller.id) return NoRoute{403, "You can't call yourself"};
  return ToExtension{extension->id};
}

}  // namespace sidetone::call
