#include "sip/message/media_type.h"

#include "sip/message/parameter_syntax.h"

namespace sidetone::sip {

bool MediaType::is(std::string_view full) const {
  return full.size() == type.size() + 1 + subtype.size() && full.starts_with(type) &&
         full[type.size()] == '/' && full.ends_with(subtype);
}

Parsed<MediaType> parse_media_type(std::string_view value) {
  Cursor cursor(trim(value));
  const auto bad = [&] {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, cursor.offset(), "Content-Type"});
  };
  MediaType out;
  out.type = lower(cursor.take_token());
  if (out.type.empty() || !cursor.accept_separator('/')) return bad();
  out.subtype = lower(cursor.take_token());
  if (out.subtype.empty()) return bad();
  if (!read_header_parameters(cursor, out.parameters) || !cursor.at_end()) return bad();
  return out;
}

}  // namespace sidetone::sip
