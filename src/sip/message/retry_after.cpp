#include "sip/message/retry_after.h"

#include "sip/message/parameter_syntax.h"

namespace sidetone::sip {
namespace {

/// `(text (nested) \) escaped)`: comments nest [RFC3261 §25.1]. True when there is none, too.
bool skip_comment(Cursor& cursor) {
  cursor.skip_space();
  const std::string_view text = cursor.rest();
  if (!text.starts_with('(')) return true;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') ++i;
    if (c == '(') ++depth;
    if (c != ')' || --depth > 0) continue;
    cursor.advance(i + 1);
    return true;
  }
  return false;
}

}  // namespace

Parsed<std::uint32_t> parse_retry_after(std::string_view value) {
  const auto bad = [](std::size_t offset) {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, offset, "Retry-After"});
  };
  Cursor cursor(trim(value));
  const auto seconds = parse_delta_seconds(cursor.take(CharClass::kDigit));
  if (!seconds) return bad(0);
  Parameters ignored;
  if (!skip_comment(cursor)) return bad(cursor.offset());
  if (!read_header_parameters(cursor, ignored)) return bad(cursor.offset());
  if (!cursor.at_end()) return bad(cursor.offset());
  return *seconds;
}

}  // namespace sidetone::sip
