#include "sip/message/uri.h"

#include "sip/message/host.h"
#include "sip/message/parameter_syntax.h"
#include "sip/message/text.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

unexpected<ParseError> bad_uri(std::size_t offset) {
  return unexpected(ParseError{ParseError::Kind::kBadUri, offset, "URI"});
}

bool is_scheme(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && letter(lower(text.front())) && std::ranges::all_of(text, [&](char c) {
    return letter(lower(c)) || is(CharClass::kDigit, c) || c == '+' || c == '-' || c == '.';
  });
}

/// '#' has to be escaped in a user part, but phones that dial `*21#` send it as it is.
bool user_character(char c) {
  return is(CharClass::kUser, c) || c == '%' || c == '#';
}
bool password_character(char c) {
  return is(CharClass::kPassword, c) || c == '%';
}

bool read_userinfo(std::string_view text, Uri& out) {
  const std::size_t colon = text.find(':');
  const std::string_view user = text.substr(0, colon);
  if (user.empty() || !std::ranges::all_of(user, user_character)) return false;
  auto clear_user = unescape(user);
  if (!clear_user) return false;
  out.user = std::move(*clear_user);
  if (colon == std::string_view::npos) return true;
  const std::string_view password = text.substr(colon + 1);
  if (!std::ranges::all_of(password, password_character)) return false;
  auto clear_password = unescape(password);
  if (!clear_password) return false;
  out.password = std::move(*clear_password);
  return true;
}

/// `name=value&…`. As many as there may be parameters: comparison sorts them.
bool well_formed_headers(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is(CharClass::kAbsoluteUri, c); }) &&
         std::ranges::count(text, '&') < static_cast<std::ptrdiff_t>(kMaxParameters);
}

/// `[userinfo@]host[:port][;parameters][?headers]`; `base` is where `text` begins in the URI.
Parsed<Uri> read_sip(std::string_view text, std::size_t base, Uri out) {
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    if (!read_userinfo(text.substr(0, at), out)) return bad_uri(base);
    text.remove_prefix(at + 1);
    base += at + 1;
  }
  Cursor cursor(text);
  auto host_port = read_host_port(cursor, SpaceAroundColon::kForbidden);
  if (!host_port) return bad_uri(base + cursor.offset());
  out.host = std::move(host_port->host);
  out.port = host_port->port;

  std::string_view rest = cursor.rest();
  const std::size_t question = std::min(rest.find('?'), rest.size());
  if (!read_uri_parameters(rest.substr(0, question), out.parameters)) {
    return bad_uri(base + cursor.offset());
  }
  if (question < rest.size()) out.headers = rest.substr(question + 1);
  if (!well_formed_headers(out.headers)) return bad_uri(base + cursor.offset());
  return out;
}

/// Digits, visual separators, and the letters, '*' and '#' of local numbers [RFC3966 §3].
bool number_character(char c) {
  const char folded = lower(c);
  return is(CharClass::kDigit, c) || (folded >= 'a' && folded <= 'f') ||
         std::string_view("-.()*#").find(c) != std::string_view::npos;
}

Parsed<Uri> read_tel(std::string_view text, std::size_t base, Uri out) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view number = text.substr(0, end);
  const std::string_view digits = number.substr(number.starts_with('+') ? 1 : 0);
  if (digits.empty() || !std::ranges::all_of(digits, number_character)) return bad_uri(base);
  out.user = number;
  if (!read_uri_parameters(text.substr(end), out.parameters)) return bad_uri(base + end);
  return out;
}

}  // namespace

bool is_sips(std::string_view uri) {
  return starts_without_case(uri, "sips:");
}

Parsed<Uri> parse_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) return bad_uri(0);
  Uri uri;
  uri.scheme = lower(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 1);
  if (uri.is_sip()) return read_sip(rest, colon + 1, std::move(uri));
  if (uri.is_tel()) return read_tel(rest, colon + 1, std::move(uri));
  if (!all(CharClass::kAbsoluteUri, rest)) return bad_uri(colon + 1);
  uri.opaque = rest;
  return uri;
}

std::string Uri::to_string() const {
  std::string out = scheme;
  out += ':';
  if (is_tel()) {
    out += user;
    append_uri_parameters(out, parameters);
    return out;
  }
  if (!is_sip()) return out + opaque;
  if (!user.empty()) {
    append_escaped(out, user, CharClass::kUser);
    if (!password.empty()) {
      out += ':';
      append_escaped(out, password, CharClass::kPassword);
    }
    out += '@';
  }
  append_host_port(out, host, port);
  append_uri_parameters(out, parameters);
  if (!headers.empty()) {
    out += '?';
    out += headers;
  }
  return out;
}

}  // namespace sidetone::sip
