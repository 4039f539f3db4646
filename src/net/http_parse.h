#pragma once

#include "net/http_message.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace sidetone::net {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// What the header of a request is refused with before its body is read; nullopt: fine. Refuses
/// everything that two readers could understand in two ways [RFC9112 §11.2].
[[nodiscard]] std::optional<unsigned> refusal_of(const BeastRequest& request);

/// Ours from Beast's; the body is moved out.
[[nodiscard]] HttpRequest take_request(BeastRequest&& request);

/// Status line and header fields, ready for the wire.
struct ResponseHead {
  bool keep_alive = true;
};
[[nodiscard]] std::string write_head(const HttpResponse& response, ResponseHead head);

}  // namespace sidetone::net
