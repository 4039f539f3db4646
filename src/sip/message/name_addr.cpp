#include "sip/message/name_addr.h"

#include "sip/message/parameter_syntax.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxListed = 256;

unexpected<ParseError> bad_address(std::size_t offset) {
  return unexpected(ParseError{ParseError::Kind::kBadHeader, offset, "address"});
}

/// Unquoted names are tokens by the grammar; UTF-8 and brackets come from real phones and read
/// without doubt as long as no separator of addresses is among them.
bool name_character(char c) {
  return is(CharClass::kBareValue, c) || c == ' ' || c == '\t' ||
         static_cast<std::uint8_t>(c) >= 0x80;
}

std::string single_spaced(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) out += c;
    if (blank && out.back() != ' ') out += ' ';
  }
  return out;
}

/// Everything before '<'; the cursor stands on it afterwards.
bool read_display_name(Cursor& cursor, std::string& out) {
  if (cursor.peek() == '"') {
    auto quoted = cursor.take_quoted();
    if (!quoted) return false;
    out = valid_utf8(std::move(*quoted));
    cursor.skip_space();
    return cursor.peek() == '<';
  }
  const std::string_view rest = cursor.rest();
  const auto end =
      static_cast<std::size_t>(std::ranges::find_if_not(rest, name_character) - rest.begin());
  if (end == rest.size() || rest[end] != '<') return false;
  out = valid_utf8(single_spaced(rest.substr(0, end)));
  cursor.advance(end);
  return true;
}

/// `<uri>`: no space inside the brackets, as in RFC 4475 §3.1.2.14.
Parsed<Uri> read_bracketed_uri(Cursor& cursor) {
  cursor.advance(1);
  const std::size_t length = cursor.rest().find('>');
  if (length == std::string_view::npos) return bad_address(cursor.offset());
  auto uri = parse_uri(cursor.rest().substr(0, length));
  if (!uri) return bad_address(cursor.offset() + uri.error().offset);
  cursor.advance(length + 1);
  return uri;
}

/// [RFC3261 §20.10] "If the URI is not enclosed in angle brackets, any semicolon-delimited
/// parameters are header-parameters, not URI parameters", and it may hold no comma or question
/// mark.
Parsed<Uri> read_bare_uri(Cursor& cursor) {
  const std::string_view rest = cursor.rest();
  const std::size_t length = std::min(rest.find_first_of(" \t;,"), rest.size());
  const std::string_view text = rest.substr(0, length);
  auto uri = parse_uri(text);
  if (!uri) return bad_address(cursor.offset() + uri.error().offset);
  if (const auto question = text.find('?'); question != std::string_view::npos) {
    return bad_address(cursor.offset() + question);
  }
  cursor.advance(length);
  return uri;
}

/// Does a name-addr (with '<') begin here, and not an addr-spec?
bool bracketed(std::string_view text) {
  if (text.starts_with('"')) return true;
  const std::size_t mark = text.find_first_of("<;,");
  return mark != std::string_view::npos && text[mark] == '<';
}

Parsed<NameAddr> read_name_addr(Cursor& cursor) {
  NameAddr out;
  cursor.skip_space();
  Parsed<Uri> uri;
  if (bracketed(cursor.rest())) {
    if (!read_display_name(cursor, out.display_name)) return bad_address(cursor.offset());
    uri = read_bracketed_uri(cursor);
  } else {
    uri = read_bare_uri(cursor);
  }
  if (!uri) return unexpected(uri.error());
  out.uri = std::move(*uri);
  if (!read_header_parameters(cursor, out.parameters)) return bad_address(cursor.offset());
  cursor.skip_space();
  return out;
}

}  // namespace

Parsed<NameAddr> parse_name_addr(std::string_view text) {
  Cursor cursor(text);
  auto out = read_name_addr(cursor);
  if (out && !cursor.at_end()) return bad_address(cursor.offset());
  return out;
}

Parsed<std::vector<NameAddr>> parse_name_addr_list(std::string_view text) {
  std::vector<NameAddr> out;
  Cursor cursor(text);
  do {
    auto one = read_name_addr(cursor);
    if (!one) return unexpected(one.error());
    if (out.size() == kMaxListed) return bad_address(cursor.offset());
    out.push_back(std::move(*one));
  } while (cursor.accept(','));
  if (!cursor.at_end()) return bad_address(cursor.offset());
  return out;
}

std::string NameAddr::to_string() const {
  std::string out;
  if (!display_name.empty()) {
    append_quoted(out, display_name);
    out += ' ';
  }
  out += '<';
  out += uri.to_string();
  out += '>';
  append_header_parameters(out, parameters);
  return out;
}

}  // namespace sidetone::sip
