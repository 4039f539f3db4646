#include "api/request_text.h"

#include "api/json.h"

#include <algorithm>
#include <fmt/format.h>

namespace sidetone::api {
namespace {

constexpr std::size_t kMaxEmail = 254;
constexpr std::size_t kMaxPassword = 1'024;
constexpr std::size_t kMaxCursor = 200;

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return result;
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = static_cast<char>(c | 0x20);
  if (small >= 'a' && small <= 'f') return small - 'a' + 10;
  return std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    result.push_back(static_cast<char>(*high * 16 + *low));
    i += 2;
  }
  return result;
}

/// The next piece up to `separator`; takes it off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return piece;
}

/// An object without members but those that are `known`: a misspelt one is said, not ignored.
std::optional<Json> object_of(std::string_view body,
                              std::initializer_list<std::string_view> known) {
  if (body.size() > kMaxBody) return std::nullopt;
  Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  for (const auto& member : json.items()) {
    if (std::find(known.begin(), known.end(), member.key()) == known.end()) return std::nullopt;
  }
  return json;
}

std::optional<std::string> text_of(const Json& object, const char* name, std::size_t longest) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  const auto& text = found->get_ref<const std::string&>();
  if (text.empty() || text.size() > longest) return std::nullopt;
  return text;
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !hex_digit(text[i])) return false;
  }
  return true;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view path) {
  while (true) {
    const bool last_wanted = pattern.find('/') == std::string_view::npos;
    const bool last_given = path.find('/') == std::string_view::npos;
    const std::string_view wanted = take(pattern, '/'), given = take(path, '/');
    const bool any = wanted == "{id}" && !given.empty();
    if (!any && wanted != given) return false;
    if (last_wanted || last_given) return last_wanted && last_given;
  }
}

std::string segment(std::string_view path, std::size_t index) {
  (void)take(path, '/');
  for (; index > 0 && !path.empty(); --index) (void)take(path, '/');
  return decoded(take(path, '/')).value_or("");
}

std::optional<std::string> query_value(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    std::string_view pair = take(query, '&');
    if (take(pair, '=') == name) return decoded(pair).value_or(std::string(pair));
  }
  return std::nullopt;
}

bool is_json(const net::HttpRequest& request) {
  std::string_view type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return lower(type) == "application/json";
}

bool same_origin(const net::HttpRequest& request, bool required) {
  const std::string_view origin = request.headers.get("Origin");
  if (origin.empty()) return !required;
  if (request.headers.count("Origin") != 1 || request.headers.count("Host") != 1) return false;
  const std::string own =
      fmt::format("{}://{}", request.tls ? "https" : "http", request.headers.get("Host"));
  return lower(origin) == lower(own);
}

bool offers_subprotocol(const net::HttpRequest& request, std::string_view name) {
  std::string_view rest = request.headers.get("Sec-WebSocket-Protocol");
  while (!rest.empty()) {
    std::string_view token = take(rest, ',');
    while (token.starts_with(' ')) token.remove_prefix(1);
    while (token.ends_with(' ')) token.remove_suffix(1);
    if (token == name) return true;
  }
  return false;
}

std::optional<Credentials> read_credentials(std::string_view body) {
  const auto object = object_of(body, {"email", "password"});
  if (!object) return std::nullopt;
  const auto email = text_of(*object, "email", kMaxEmail);
  const auto password = text_of(*object, "password", kMaxPassword);
  if (!email || !password) return std::nullopt;
  return Credentials{.email = lower(*email), .password = *password};
}

std::optional<std::string> read_instance(std::string_view body) {
  const auto object = object_of(body, {"instanceId"});
  if (!object) return std::nullopt;
  const auto instance = text_of(*object, "instanceId", 36);
  if (!instance || !is_uuid(*instance)) return std::nullopt;
  return lower(*instance);
}

bool is_ping(std::string_view message) {
  const auto object = object_of(message, {"type"});
  return object && text_of(*object, "type", 8) == "ping";
}

std::optional<Page> read_page(std::string_view query) {
  Page page;
  if (const auto limit = query_value(query, "limit")) {
    const auto number = number_in<int>(*limit);
    if (!number || *number < 1 || *number > 100) return std::nullopt;
    page.limit = *number;
  }
  const auto cursor = query_value(query, "cursor");
  if (!cursor) return page;
  const std::size_t dash = cursor->find('-');
  if (cursor->size() > kMaxCursor || dash == std::string::npos) return std::nullopt;
  const auto ended = number_in<std::int64_t>(std::string_view(*cursor).substr(0, dash));
  if (!ended) return std::nullopt;
  page.before = call::HistoryCursor{.ended_us = *ended, .id = cursor->substr(dash + 1)};
  return page;
}

std::string write_cursor(const call::Cdr& last) {
  return fmt::format("{}-{}", last.ended_us, last.id);
}

}  // namespace sidetone::api
