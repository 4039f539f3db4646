#include "net/http_parse.h"

#include <boost/beast/http/rfc7230.hpp>

#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace sidetone::net {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

/// [RFC9112 §3.2.2] "a server MUST accept the absolute-form in requests".
std::string_view origin_form(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const std::size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target;
}

bool has_body(const HttpResponse& response) {
  return response.status >= 200 && response.status != 204 && response.status != 304;
}

/// [RFC9110 §6.6.1]; made once a second, not once a response.
const std::string& date_now() {
  static std::time_t made_at = 0;
  static std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != made_at) {
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
    made_at = now;
  }
  return text;
}

bool safe(std::string_view field) {
  return field.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

std::optional<unsigned> refusal_of_encoding(const BeastRequest& request) {
  const auto encodings = request.count(http::field::transfer_encoding);
  if (encodings == 0) return std::nullopt;
  if (request.version() == 10 || request.count(http::field::content_length) > 0) return 400;
  const bool chunked = boost::beast::iequals(request[http::field::transfer_encoding], "chunked");
  return encodings == 1 && chunked ? std::nullopt : std::optional(501U);
}

}  // namespace

std::optional<unsigned> refusal_of(const BeastRequest& request) {
  if (request.version() != 11 && request.version() != 10) return 505;
  // [RFC9112 §3.2] "A server MUST respond with a 400 … to any HTTP/1.1 request message that lacks a
  // Host header field and to any request message that contains more than one".
  const std::size_t hosts = request.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && request.version() == 11)) return 400;
  if (const auto refusal = refusal_of_encoding(request)) return refusal;
  if (request.count(http::field::content_length) > 1) return 400;
  const std::string_view target = origin_form(view(request.target()));
  if (!target.starts_with('/') && target != "*") return 400;
  const auto expect = request[http::field::expect];
  if (!expect.empty() && !boost::beast::iequals(expect, "100-continue")) return 417;
  return std::nullopt;
}

HttpRequest take_request(BeastRequest&& request) {
  HttpRequest result;
  result.method = view(request.method_string());
  const std::string_view target = origin_form(view(request.target()));
  const std::size_t question = std::min(target.find('?'), target.size());
  result.path = target.substr(0, question);
  result.query = target.substr(std::min(question + 1, target.size()));
  for (const auto& field : request) {
    result.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  }
  result.body = std::move(request.body());
  return result;
}

std::string write_head(const HttpResponse& response, ResponseHead head) {
  std::string text = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                                 reason_phrase(response.status), date_now());
  for (const auto& [name, value] : response.headers.all()) {
    // A value that came from a user must not become a header of its own.
    if (!safe(name) || !safe(value)) continue;
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
  }
  if (has_body(response)) {
    text += fmt::format("Content-Length: {}\r\n", response.body_view().size());
  }
  text += head.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return text;
}

}  // namespace sidetone::net
