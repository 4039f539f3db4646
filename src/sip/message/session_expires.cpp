#include "sip/message/session_expires.h"

#include "sip/message/parameter_syntax.h"

#include <fmt/format.h>

namespace sidetone::sip {
namespace {

/// delta-seconds *(SEMI generic-param)
Parsed<std::uint32_t> read(std::string_view value, std::string_view what, Parameters& out) {
  const auto bad = [&](std::size_t offset) {
    return unexpected(ParseError{ParseError::Kind::kBadHeader, offset, what});
  };
  Cursor cursor(trim(value));
  const auto seconds = parse_delta_seconds(cursor.take(CharClass::kDigit));
  if (!seconds) return bad(0);
  if (!read_header_parameters(cursor, out) || !cursor.at_end()) return bad(cursor.offset());
  return *seconds;
}

}  // namespace

Parsed<SessionExpires> parse_session_expires(std::string_view value) {
  using Refresher = SessionExpires::Refresher;
  Parameters parameters;
  const auto seconds = read(value, "Session-Expires", parameters);
  if (!seconds) return unexpected(seconds.error());
  const std::string_view who = parameters.find("refresher").value_or("");
  SessionExpires out{.seconds = *seconds};
  if (equal_without_case(who, "uac")) out.refresher = Refresher::kUac;
  if (equal_without_case(who, "uas")) out.refresher = Refresher::kUas;
  return out;
}

Parsed<std::uint32_t> parse_min_se(std::string_view value) {
  Parameters parameters;
  return read(value, "Min-SE", parameters);
}

std::string to_string(const SessionExpires& value) {
  switch (value.refresher) {
    case SessionExpires::Refresher::kUac:
      return fmt::format("{};refresher=uac", value.seconds);
    case SessionExpires::Refresher::kUas:
      return fmt::format("{};refresher=uas", value.seconds);
    case SessionExpires::Refresher::kUndecided:
      break;
  }
  return fmt::format("{}", value.seconds);
}

}  // namespace sidetone::sip
