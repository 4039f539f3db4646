#include "base/shown_text.h"

#include "base/utf8.h"

#include <optional>

namespace sidetone {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr char32_t kEllipsis = 0x2026;

bool breaks_the_line(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

/// Marks that make "gpj.exe" out of "exe.jpg", the byte order mark, and what is no character.
bool hides_something(char32_t c) {
  const bool direction = c == 0x061C || c == 0x200E || c == 0x200F ||
                         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x206F);
  const bool none = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFE;
  return direction || none || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

std::string shown(std::string_view text, std::size_t longest) {
  std::string out;
  std::size_t last = 0;  // Where the last character begins.
  std::size_t count = 0;
  while (!text.empty()) {
    const char32_t c = take_code_point(text).value_or(kReplacement);
    if (hides_something(c)) continue;
    const bool blank = c == U' ' || breaks_the_line(c);
    if (blank && (out.empty() || out.ends_with(' '))) continue;
    if (count == longest) {
      out.resize(last);
      append_utf8(out, kEllipsis);
      return out;
    }
    last = out.size();
    append_utf8(out, blank ? U' ' : c);
    ++count;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace sidetone
