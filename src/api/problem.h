#pragma once

#include "net/http_message.h"

#include <string>
#include <string_view>

namespace sidetone::api {

/// An error as `application/problem+json` [RFC9457]; `detail` is a sentence for people.
[[nodiscard]] net::HttpResponse problem(unsigned status, std::string_view detail);
[[nodiscard]] net::HttpResponse problem_retry(unsigned status, std::string_view detail,
                                              int retry_after_seconds);
/// 200 with a JSON body that nobody may keep.
[[nodiscard]] net::HttpResponse json_response(std::string body);
[[nodiscard]] net::HttpResponse no_content();

}  // namespace sidetone::api
