#pragma once

#include "base/address.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sidetone::net {

/// Header fields in their order; names compare without case [RFC9110 §5.1].
class HttpHeaders {
 public:
  HttpHeaders() = default;
  HttpHeaders(std::initializer_list<std::pair<std::string, std::string>> fields)
      : fields_(fields) {}

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  /// The first field of that name; empty when there is none.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& all() const {
    return fields_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// The value of one cookie of a Cookie header; nullopt when it is not there.
[[nodiscard]] std::optional<std::string_view> cookie(std::string_view header,
                                                     std::string_view name);

/// One request, whole, as it was read within the limits. `path` and `query` are as sent: still
/// percent-encoded, `path` starts with '/' (or is "*").
struct HttpRequest {
  std::string method;  ///< "GET", …
  std::string path;
  std::string query;  ///< Without '?'.
  HttpHeaders headers;
  std::string body;
  SocketAddress remote;
  SocketAddress local;
  bool tls = false;
};

/// The server adds Content-Length, Date and Connection, and leaves the body out for HEAD.
struct HttpResponse {
  unsigned status = 200;
  HttpHeaders headers;
  /// A text of its own, or a view of bytes that live as long as the process (embedded files).
  std::variant<std::string, std::string_view> body;

  [[nodiscard]] std::string_view body_view() const {
    return std::visit([](const auto& bytes) { return std::string_view(bytes); }, body);
  }
};

/// "OK", "Not Found", …; empty for a status without a name.
[[nodiscard]] std::string_view reason_phrase(unsigned status);

}  // namespace sidetone::net
