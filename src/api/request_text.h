#pragma once

#include "call/history_query.h"
#include "net/http_message.h"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace sidetone::api {

// Small readers of what clients send; each says no to anything that openapi.yaml does not allow.

/// No request of ours needs more.
inline constexpr std::size_t kMaxBody = 16'384;

/// "/calls/{id}/hangup" matches "/calls/abc/hangup".
[[nodiscard]] bool matches(std::string_view pattern, std::string_view path);
/// The `index`-th part of a path, from 0 ("api"); empty when there are fewer.
[[nodiscard]] std::string segment(std::string_view path, std::size_t index);
/// The decoded value of a query parameter, as sent where its escapes are wrong; nullopt when
/// absent.
[[nodiscard]] std::optional<std::string> query_value(std::string_view query, std::string_view name);

/// A whole number in decimal, and nothing else; nullopt where it is none or does not fit.
template <typename Number>
[[nodiscard]] std::optional<Number> number_in(std::string_view text) {
  const char* const first = text.data();
  const char* const last = first + text.size();
  Number number{};
  const auto [end, error] = std::from_chars(first, last, number);
  return error == std::errc{} && end == last ? std::optional(number) : std::nullopt;
}

[[nodiscard]] bool is_json(const net::HttpRequest& request);
/// Origin is that of the request's own Host. Programs send none: fine unless `required`.
[[nodiscard]] bool same_origin(const net::HttpRequest& request, bool required);
[[nodiscard]] bool offers_subprotocol(const net::HttpRequest& request, std::string_view name);

struct Credentials {
  std::string email;  ///< Lower case.
  std::string password;
};
[[nodiscard]] std::optional<Credentials> read_credentials(std::string_view body);
/// The instanceId of a ticket request: a UUID in lower case.
[[nodiscard]] std::optional<std::string> read_instance(std::string_view body);
/// `{"type":"ping"}`
[[nodiscard]] bool is_ping(std::string_view message);

struct Page {
  int limit = 50;
  std::optional<call::HistoryCursor> before;
};
[[nodiscard]] std::optional<Page> read_page(std::string_view query);
[[nodiscard]] std::string write_cursor(const call::Cdr& last);

}  // namespace sidetone::api
