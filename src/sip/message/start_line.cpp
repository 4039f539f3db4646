#include "sip/message/start_line.h"

#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

unexpected<ParseError> bad(Kind kind, std::size_t offset, std::string_view what) {
  return unexpected(ParseError{kind, offset, what});
}

/// `SIP/` 1*DIGIT `.` 1*DIGIT, whatever the number.
bool is_version(std::string_view text) {
  if (!starts_without_case(text, "SIP/")) return false;
  text.remove_prefix(4);
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && all(CharClass::kDigit, text.substr(0, dot)) &&
         all(CharClass::kDigit, text.substr(dot + 1));
}

Parsed<Message> parse_status_line(std::string_view line) {
  const std::string_view version = line.substr(0, line.find(' '));
  if (!is_version(version)) return bad(Kind::kNotSip, 0, "start line");
  if (!equal_without_case(version, "SIP/2.0")) return bad(Kind::kUnsupportedVersion, 0, "version");
  if (version.size() == line.size()) return bad(Kind::kBadStartLine, line.size(), "status line");
  const std::string_view rest = line.substr(version.size() + 1);
  // [RFC3261 §7.2] "a 3-digit integer result code"; some send no space when the phrase is empty.
  const auto status = parse_number(rest.substr(0, 3));
  const bool three_digits = rest.size() == 3 || (rest.size() > 3 && rest[3] == ' ');
  if (!status || !three_digits || *status < 100 || *status > 699) {
    return bad(Kind::kBadStartLine, version.size() + 1, "status line");
  }
  Response response;
  response.status = static_cast<int>(*status);
  response.reason = rest.size() > 4 ? rest.substr(4) : std::string_view();
  return response;
}

/// [RFC3261 §19.1.5] forbids headers in a Request-URI, and §7.1 brackets, spaces and controls.
Parsed<std::string_view> check_request_uri(std::string_view text, std::size_t offset) {
  const auto uri = parse_uri(text);
  if (!uri) return bad(Kind::kBadUri, offset + uri.error().offset, "Request-URI");
  if (!uri->headers.empty()) return bad(Kind::kBadUri, offset, "Request-URI");
  return text;
}

}  // namespace

Parsed<Message> parse_start_line(std::string_view line) {
  if (starts_without_case(line, "SIP/")) return parse_status_line(line);
  const std::size_t first = line.find(' ');
  const std::size_t last_word = line.find_last_not_of(' ');
  if (first == std::string_view::npos || last_word == std::string_view::npos) {
    return bad(Kind::kNotSip, 0, "start line");
  }
  const std::size_t last = line.rfind(' ', last_word);
  const std::string_view version = line.substr(last + 1, last_word - last);
  if (!is_version(version)) return bad(Kind::kNotSip, 0, "start line");
  if (!equal_without_case(version, "SIP/2.0")) {
    return bad(Kind::kUnsupportedVersion, last + 1, "version");
  }
  // [RFC3261 §7.1] "a method name, a Request-URI, and the protocol version separated by a single
  // space (SP) character … No linear whitespace (LWS) is allowed in any of the elements."
  const bool single_spaced = last_word + 1 == line.size() && last > first;
  const std::string_view method = line.substr(0, first);
  if (!single_spaced || !is_token(method)) return bad(Kind::kBadStartLine, 0, "request line");
  const auto uri = check_request_uri(line.substr(first + 1, last - first - 1), first + 1);
  if (!uri) return unexpected(uri.error());
  return Request{.method = std::string(method), .uri = std::string(*uri)};
}

}  // namespace sidetone::sip
