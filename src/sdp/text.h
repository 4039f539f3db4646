#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace sidetone::sdp {

/// Cuts the text up to the next `separator` off the front; the separator goes too.
[[nodiscard]] std::string_view take_until(std::string_view& rest, char separator);
/// The next word: several spaces count as one, as some phones write them. "" at the end.
[[nodiscard]] std::string_view take_word(std::string_view& rest);
[[nodiscard]] bool equal_without_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string_view trim(std::string_view text);
/// 1*( visible ASCII without separators ): what may stand in a format, a protocol or a mid.
[[nodiscard]] bool is_word(std::string_view text);

/// Digits only, and all of the text; nullopt when it does not fit.
template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> parse_number(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace sidetone::sdp
