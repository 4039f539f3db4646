#include "sip/message/via.h"

#include "sip/message/host.h"
#include "sip/message/parameter_syntax.h"

namespace sidetone::sip {
namespace {

unexpected<ParseError> bad_via(const Cursor& cursor) {
  return unexpected(ParseError{ParseError::Kind::kBadHeader, cursor.offset(), "Via"});
}

}  // namespace

Parsed<Via> parse_via(std::string_view text) {
  Cursor cursor(text);
  cursor.skip_space();
  // sent-protocol = protocol-name SLASH protocol-version SLASH transport
  const bool sip_2 = equal_without_case(cursor.take_token(), "SIP") &&
                     cursor.accept_separator('/') && cursor.take_token() == "2.0" &&
                     cursor.accept_separator('/');
  if (!sip_2) return bad_via(cursor);
  Via via;
  via.transport = upper(cursor.take_token());
  if (via.transport.empty()) return bad_via(cursor);
  const std::size_t before_space = cursor.offset();
  cursor.skip_space();
  if (cursor.offset() == before_space) return bad_via(cursor);
  auto sent_by = read_host_port(cursor, SpaceAroundColon::kAllowed);
  if (!sent_by) return bad_via(cursor);
  via.host = std::move(sent_by->host);
  via.port = sent_by->port;
  if (!read_header_parameters(cursor, via.parameters)) return bad_via(cursor);
  cursor.skip_space();
  if (!cursor.at_end() && cursor.peek() != ',') return bad_via(cursor);
  return via;
}

std::string Via::to_string() const {
  std::string out = "SIP/2.0/";
  out += transport;
  out += ' ';
  append_host_port(out, host, port);
  append_header_parameters(out, parameters);
  return out;
}

}  // namespace sidetone::sip
