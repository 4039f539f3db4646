#include "sip/message/cursor.h"
#include "sip/message/message.h"

#include <fmt/format.h>

namespace sidetone::sip {

Parsed<CSeq> parse_cseq(std::string_view text) {
  const auto bad = [](std::size_t offset) {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, offset, "CSeq"});
  };
  Cursor cursor(text);
  // [RFC3261 §8.1.1.5] "The sequence number value MUST be expressible as a 32-bit unsigned integer"
  const auto number = parse_number(cursor.take(CharClass::kDigit));
  if (!number) return bad(0);
  const std::size_t after_number = cursor.offset();
  cursor.skip_space();
  if (cursor.offset() == after_number) return bad(after_number);
  const std::string_view method = cursor.take_token();
  if (method.empty() || !cursor.at_end()) return bad(cursor.offset());
  return CSeq{*number, std::string(method)};
}

std::string to_string(const CSeq& cseq) {
  return fmt::format("{} {}", cseq.number, cseq.method);
}

}  // namespace sidetone::sip
