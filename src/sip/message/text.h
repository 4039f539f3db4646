#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Character classes of [RFC3261 §25.1], as bits: one table look-up per character.
enum class CharClass : std::uint8_t {
  kToken = 1,          ///< alphanum and -.!%*_+`'~
  kUser = 2,           ///< What a user part may hold unescaped.
  kPassword = 4,       ///< What a password may hold unescaped.
  kUriParameter = 8,   ///< What a URI parameter may hold unescaped.
  kHost = 16,          ///< Names and IPv4 addresses; '_' too, which real host names have.
  kDigit = 32,         ///< 0-9
  kBareValue = 64,     ///< What a header parameter's value may hold without quotes.
  kAbsoluteUri = 128,  ///< Printable ASCII without space, <, > and ".
};

namespace text_detail {

constexpr bool in(std::string_view set, char c) {
  return set.find(c) != std::string_view::npos;
}
constexpr bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr std::uint8_t classes_of(char c) {
  const auto bit = [](bool yes, CharClass which) {
    return yes ? static_cast<unsigned>(which) : 0U;
  };
  const bool unreserved = alphanumeric(c) || in("-_.!~*'()", c);
  const bool visible = c > ' ' && c < '\x7f';
  return static_cast<std::uint8_t>(bit(alphanumeric(c) || in("-.!%*_+`'~", c), CharClass::kToken) |
                                   bit(unreserved || in("&=+$,;?/", c), CharClass::kUser) |
                                   bit(unreserved || in("&=+$,", c), CharClass::kPassword) |
                                   bit(unreserved || in("[]/:&+$", c), CharClass::kUriParameter) |
                                   bit(alphanumeric(c) || in("-._", c), CharClass::kHost) |
                                   bit(c >= '0' && c <= '9', CharClass::kDigit) |
                                   bit(visible && !in("\",;<>\\", c), CharClass::kBareValue) |
                                   bit(visible && !in("\"<>", c), CharClass::kAbsoluteUri));
}
inline constexpr auto kClasses = [] {
  std::array<std::uint8_t, 256> table{};
  for (int i = 0; i < 256; ++i) {
    table[static_cast<std::size_t>(i)] = classes_of(static_cast<char>(i));
  }
  return table;
}();

}  // namespace text_detail

[[nodiscard]] constexpr bool is(CharClass which, char c) {
  return (text_detail::kClasses[static_cast<std::uint8_t>(c)] & static_cast<unsigned>(which)) != 0;
}
/// Every character is of that class, and there is at least one.
[[nodiscard]] bool all(CharClass which, std::string_view text);
[[nodiscard]] inline bool is_token(std::string_view text) {
  return all(CharClass::kToken, text);
}

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] std::string lower(std::string_view text);
[[nodiscard]] std::string upper(std::string_view text);
/// ASCII only, as every SIP name compares [RFC3261 §7.3.1].
[[nodiscard]] bool equal_without_case(std::string_view a, std::string_view b);
[[nodiscard]] bool starts_without_case(std::string_view text, std::string_view prefix);
/// Without spaces and tabs on both sides.
[[nodiscard]] std::string_view trim(std::string_view text);

/// 1*DIGIT that fits into 32 bits; leading zeros are fine.
[[nodiscard]] std::optional<std::uint32_t> parse_number(std::string_view digits);
/// 1*DIGIT; what does not fit becomes 2^32-1, as Expires and its like want it [RFC3261 §20.19].
[[nodiscard]] std::optional<std::uint32_t> parse_delta_seconds(std::string_view digits);

/// The same text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string text);

/// `"…"` with '"', '\' and control characters escaped [RFC3261 §25.1 quoted-string].
void append_quoted(std::string& out, std::string_view text);
/// The other way: text after the opening quote up to and including the closing one is read.
/// Returns how many bytes were read; nullopt without a closing quote.
[[nodiscard]] std::optional<std::size_t> unquote(std::string_view after_quote, std::string& out);

/// %xx for every byte that is not of the class.
void append_escaped(std::string& out, std::string_view text, CharClass allowed);
/// The other way; nullopt when a '%' is not followed by two hexadecimal digits.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

}  // namespace sidetone::sip
