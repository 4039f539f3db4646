#include "sip/message/warning.h"

#include "sip/message/cursor.h"

#include <fmt/format.h>

namespace sidetone::sip {

Parsed<Warning> parse_warning(std::string_view value) {
  Cursor cursor(trim(value));
  const auto bad = [&] {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, cursor.offset(), "Warning"});
  };
  const std::string_view digits = cursor.take(CharClass::kDigit);
  if (digits.size() != 3 || !cursor.accept(' ')) return bad();
  const std::string_view agent = cursor.take(CharClass::kBareValue);
  if (agent.empty() || !cursor.accept(' ')) return bad();
  auto text = cursor.take_quoted();
  if (!text || !cursor.at_end()) return bad();
  return Warning{static_cast<int>(*parse_number(digits)), std::string(agent),
                 valid_utf8(std::move(*text))};
}

std::string to_string(const Warning& warning) {
  std::string out = fmt::format("{} {} ", warning.code, warning.agent);
  append_quoted(out, warning.text);
  return out;
}

}  // namespace sidetone::sip
