#include "sip/message/text.h"

#include "base/utf8.h"

#include <algorithm>
#include <limits>

namespace sidetone::sip {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = lower(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

}  // namespace

bool all(CharClass which, std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [&](char c) { return is(which, c); });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  return out;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool starts_without_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_without_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::uint32_t> parse_number(std::string_view digits) {
  if (!all(CharClass::kDigit, digits)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  }
  return static_cast<std::uint32_t>(value);
}

std::optional<std::uint32_t> parse_delta_seconds(std::string_view digits) {
  if (!all(CharClass::kDigit, digits)) return std::nullopt;
  return parse_number(digits).value_or(std::numeric_limits<std::uint32_t>::max());
}

std::string valid_utf8(std::string text) {
  const auto ascii = [](char c) { return static_cast<std::uint8_t>(c) < 0x80; };
  if (std::ranges::all_of(text, ascii)) return text;
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view here = rest;
    const bool good = take_code_point(rest).has_value();
    out += good ? here.substr(0, here.size() - rest.size()) : kReplacement;
  }
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const bool control = static_cast<std::uint8_t>(c) < ' ' || c == '\x7f';
    // CR and LF may not even follow a backslash: they would end the line.
    if (c == '\r' || c == '\n') {
      out += ' ';
      continue;
    }
    if (c == '"' || c == '\\' || control) out += '\\';
    out += c;
  }
  out += '"';
}

std::optional<std::size_t> unquote(std::string_view after_quote, std::string& out) {
  for (std::size_t i = 0; i < after_quote.size(); ++i) {
    const char c = after_quote[i];
    if (c == '"') return i + 1;
    if (c == '\\' && ++i == after_quote.size()) return std::nullopt;
    out += after_quote[i];
  }
  return std::nullopt;
}

void append_escaped(std::string& out, std::string_view text, CharClass allowed) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    if (is(allowed, c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<std::uint8_t>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
}

std::optional<std::string> unescape(std::string_view text) {
  if (text.find('%') == std::string_view::npos) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_value(text[i + 1]);
    const int low = hex_value(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace sidetone::sip
