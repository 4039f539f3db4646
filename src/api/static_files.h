#pragma once

#include "net/http_message.h"

#include <span>
#include <string_view>

namespace sidetone::api {

/// One file of the page, embedded in the binary.
struct StaticFile {
  std::string_view path;  ///< "/index.html", "/assets/index-D1k6kzkh.js"
  std::string_view content_type;
  std::string_view etag;   ///< With its quotes.
  std::string_view bytes;  ///< As built.
  std::string_view gzip;   ///< Compressed at build time; empty where that does not pay.
  bool immutable = false;  ///< Its name changes with its contents.
};

/// Serves the page: everything that is no file of it is the page itself, so that a reload of any
/// of its addresses works. Text that the page needs per request is put in place of `%CSRF_TOKEN%`.
class StaticFiles {
 public:
  explicit StaticFiles(std::span<const StaticFile> files) : files_(files) {}

  [[nodiscard]] net::HttpResponse serve(const net::HttpRequest& request,
                                        std::string_view csrf_token) const;

 private:
  [[nodiscard]] const StaticFile* find(std::string_view path) const;
  [[nodiscard]] net::HttpResponse page(const StaticFile& index, std::string_view csrf_token) const;

  std::span<const StaticFile> files_;
};

/// Headers of every answer that a browser shows: what the page may load, and from where.
void add_security_headers(net::HttpResponse& response, const net::HttpRequest& request);

}  // namespace sidetone::api
