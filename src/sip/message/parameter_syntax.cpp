#include "sip/message/parameter_syntax.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

std::size_t count(const Parameters& parameters) {
  return static_cast<std::size_t>(std::distance(parameters.begin(), parameters.end()));
}

/// gen-value is a token, a host or a quoted string; what is neither token nor host gets quotes.
bool needs_quotes(std::string_view value) {
  const auto bare = [](char c) { return is(CharClass::kToken, c) || c == ':' || c == '['; };
  return value.empty() || !std::ranges::all_of(value, [&](char c) { return bare(c) || c == ']'; });
}

bool read_uri_parameter(std::string_view text, Parameters& out) {
  const auto allowed = [](char c) { return is(CharClass::kUriParameter, c) || c == '%'; };
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  if (name.empty() || !std::ranges::all_of(name, allowed)) return false;
  auto clear_name = unescape(name);
  if (!clear_name) return false;
  if (equals == std::string_view::npos) {
    out.append({std::move(*clear_name), std::nullopt});
    return true;
  }
  const std::string_view value = text.substr(equals + 1);
  if (!std::ranges::all_of(value, allowed)) return false;
  auto clear_value = unescape(value);
  if (!clear_value) return false;
  out.append({std::move(*clear_name), std::move(clear_value)});
  return true;
}

}  // namespace

bool read_parameter(Cursor& cursor, Parameters& out) {
  const std::string_view name = cursor.take_token();
  if (name.empty()) return false;
  if (!cursor.accept_separator('=')) {
    out.append({std::string(name), std::nullopt});
    return true;
  }
  if (cursor.peek() == '"') {
    auto value = cursor.take_quoted();
    if (!value) return false;
    out.append({std::string(name), std::move(value)});
    return true;
  }
  const std::string_view value = cursor.take(CharClass::kBareValue);
  if (value.empty()) return false;
  out.append({std::string(name), std::string(value)});
  return true;
}

bool read_header_parameters(Cursor& cursor, Parameters& out) {
  for (std::size_t i = 0; cursor.accept_separator(';'); ++i) {
    if (i == kMaxParameters || !read_parameter(cursor, out)) return false;
  }
  return true;
}

void append_header_parameters(std::string& out, const Parameters& parameters) {
  for (const Parameter& parameter : parameters) {
    out += ';';
    out += parameter.name;
    if (!parameter.value) continue;
    out += '=';
    if (needs_quotes(*parameter.value)) {
      append_quoted(out, *parameter.value);
    } else {
      out += *parameter.value;
    }
  }
}

bool read_uri_parameters(std::string_view text, Parameters& out) {
  while (!text.empty()) {
    if (text.front() != ';' || count(out) == kMaxParameters) return false;
    text.remove_prefix(1);
    const std::size_t length = std::min(text.find(';'), text.size());
    if (!read_uri_parameter(text.substr(0, length), out)) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append_uri_parameters(std::string& out, const Parameters& parameters) {
  for (const Parameter& parameter : parameters) {
    out += ';';
    append_escaped(out, parameter.name, CharClass::kUriParameter);
    if (!parameter.value) continue;
    out += '=';
    append_escaped(out, *parameter.value, CharClass::kUriParameter);
  }
}

}  // namespace sidetone::sip
