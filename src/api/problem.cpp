#include "api/problem.h"

#include "api/json.h"

namespace sidetone::api {

net::HttpResponse problem(unsigned status, std::string_view detail) {
  const Json body{{"type", "about:blank"},
                  {"title", net::reason_phrase(status)},
                  {"status", status},
                  {"detail", detail}};
  return {.status = status,
          .headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
          .body = dumped(body)};
}

net::HttpResponse problem_retry(unsigned status, std::string_view detail, int retry_after_seconds) {
  net::HttpResponse response = problem(status, detail);
  response.headers.add("Retry-After", std::to_string(retry_after_seconds));
  return response;
}

net::HttpResponse json_response(std::string body) {
  return {.status = 200,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

net::HttpResponse no_content() {
  return {.status = 204, .headers = {{"Cache-Control", "no-store"}}, .body = std::string()};
}

}  // namespace sidetone::api
