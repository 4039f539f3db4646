#include "sip/message/auth_params.h"

#include "sip/message/parameter_syntax.h"

#include <algorithm>
#include <array>
#include <span>

namespace sidetone::sip {
namespace {

constexpr std::array<std::string_view, 2> kBareInChallenge{"algorithm", "stale"};
constexpr std::array<std::string_view, 4> kBareInCredentials{"algorithm", "stale", "qop", "nc"};

unexpected<ParseError> bad(std::size_t offset) {
  return unexpected(ParseError{ParseError::Kind::kBadHeader, offset, "credentials"});
}

/// auth-param = auth-param-name EQUAL ( token / quoted-string ): none goes without a value.
bool read_auth_param(Cursor& cursor, Parameters& out) {
  Parameters one;
  if (!read_parameter(cursor, one) || !one.begin()->value) return false;
  out.append(*one.begin());
  return true;
}

/// `a=b, c="d"`; empty elements as `a=b,,c=d` are passed over, as lists of HTTP have them.
bool read_list(Cursor& cursor, Parameters& out) {
  for (std::size_t i = 0; !cursor.at_end(); ++i) {
    while (cursor.accept_separator(',')) continue;
    cursor.skip_space();
    if (cursor.at_end()) return true;
    if (i == kMaxParameters || !read_auth_param(cursor, out)) return false;
    cursor.skip_space();
    if (!cursor.at_end() && cursor.peek() != ',') return false;
  }
  return true;
}

bool is_token68(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is(CharClass::kHost, c) || c == '~' || c == '+' || c == '/';
  });
}

std::string write(const AuthParams& params, std::span<const std::string_view> bare) {
  std::string out = params.scheme;
  if (!params.token68.empty()) return out + ' ' + params.token68;
  std::string_view separator = " ";
  for (const Parameter& parameter : params.parameters) {
    out += separator;
    out += parameter.name;
    separator = ", ";
    if (!parameter.value) continue;
    out += '=';
    const bool unquoted = std::ranges::any_of(
        bare, [&](std::string_view name) { return equal_without_case(name, parameter.name); });
    if (unquoted && is_token(*parameter.value)) {
      out += *parameter.value;
    } else {
      append_quoted(out, *parameter.value);
    }
  }
  return out;
}

}  // namespace

Parsed<AuthParams> parse_auth_params(std::string_view text) {
  AuthParams out;
  Cursor cursor(trim(text));
  out.scheme = cursor.take_token();
  if (out.scheme.empty()) return bad(0);
  if (cursor.at_end()) return out;
  const std::size_t before_space = cursor.offset();
  cursor.skip_space();
  if (cursor.offset() == before_space) return bad(before_space);
  if (is_token68(cursor.rest())) {
    out.token68 = cursor.rest();
    return out;
  }
  if (!read_list(cursor, out.parameters)) return bad(cursor.offset());
  return out;
}

Parsed<Parameters> parse_auth_info(std::string_view text) {
  Parameters out;
  Cursor cursor(text);
  if (!read_list(cursor, out)) return bad(cursor.offset());
  return out;
}

std::string to_challenge(const AuthParams& params) {
  return write(params, kBareInChallenge);
}
std::string to_credentials(const AuthParams& params) {
  return write(params, kBareInCredentials);
}

}  // namespace sidetone::sip
