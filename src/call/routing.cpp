#include "call/routing.h"

#include "base/utf8.h"

#include <array>
#include <cstdint>
#include <optional>

namespace sidetone::call {
namespace {

constexpr std::size_t kMaxDialString = 64;
constexpr std::size_t kLongestExtension = 6;
constexpr std::string_view kEchoTest = "*43";

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
  if (number.empty()) return NoRoute{404, "No such extension"};
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
