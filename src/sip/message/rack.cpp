#include "sip/message/rack.h"

#include "sip/message/cursor.h"

#include <fmt/format.h>

namespace sidetone::sip {

Parsed<RAck> parse_rack(std::string_view value) {
  Cursor cursor(trim(value));
  const auto number = parse_number(cursor.take(CharClass::kDigit));
  const std::size_t after_number = cursor.offset();
  cursor.skip_space();
  auto cseq = parse_cseq(cursor.rest());
  if (!number || cursor.offset() == after_number || !cseq) {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, after_number, "RAck"});
  }
  return RAck{*number, std::move(*cseq)};
}

std::string to_string(const RAck& rack) {
  return fmt::format("{} {}", rack.response_number, to_string(rack.cseq));
}

}  // namespace sidetone::sip
