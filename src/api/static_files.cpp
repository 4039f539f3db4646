#include "api/static_files.h"

#include "api/problem.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>

namespace sidetone::api {
namespace {

constexpr std::string_view kToken = "%CSRF_TOKEN%";

bool accepts_gzip(const net::HttpRequest& request) {
  return request.headers.get("Accept-Encoding").find("gzip") != std::string_view::npos;
}

/// A path with a dot in its last part names a file; the page's own addresses have none.
bool names_a_file(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') != std::string_view::npos;
}

}  // namespace

net::HttpResponse StaticFiles::serve(const net::HttpRequest& request,
                                     std::string_view csrf_token) const {
  if (request.method != "GET" && request.method != "HEAD") {
    net::HttpResponse response = problem(405, "Only GET and HEAD are allowed here.");
    response.headers.add("Allow", "GET, HEAD");
    return response;
  }
  const StaticFile* file = find(request.path);
  if (file == nullptr && names_a_file(request.path)) return problem(404, "There is no such file.");
  if (file == nullptr) file = find("/index.html");
  if (file == nullptr) return problem(404, "This server was built without its page.");
  if (file->path == "/index.html") return page(*file, csrf_token);
  if (request.headers.get("If-None-Match") == file->etag) {
    return {.status = 304, .headers = {{"ETag", std::string(file->etag)}}, .body = std::string()};
  }
  net::HttpResponse response{.status = 200};
  response.headers.add("Content-Type", std::string(file->content_type));
  response.headers.add("ETag", std::string(file->etag));
  response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("Cache-Control", file->immutable ? "public, max-age=31536000, immutable"
                                                        : "public, max-age=3600");
  const bool compressed = !file->gzip.empty() && accepts_gzip(request);
  if (compressed) response.headers.add("Content-Encoding", "gzip");
  response.body = compressed ? file->gzip : file->bytes;
  return response;
}

net::HttpResponse StaticFiles::page(const StaticFile& index, std::string_view csrf_token) const {
  std::string text(index.bytes);
  if (const std::size_t at = text.find(kToken); at != std::string::npos) {
    text.replace(at, kToken.size(), csrf_token);
  }
  return {
      .status = 200,
      .headers = {{"Content-Type", std::string(index.content_type)}, {"Cache-Control", "no-store"}},
      .body = std::move(text)};
}

const StaticFile* StaticFiles::find(std::string_view path) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const StaticFile& file) { return file.path == path; });
  return found == files_.end() ? nullptr : &*found;
}

void add_security_headers(net::HttpResponse& response, const net::HttpRequest& request) {
  // The page's WebSockets go to where it came from; older browsers do not take 'self' for them.
  const std::string host(request.headers.get("Host"));
  const bool plain = host.find_first_not_of(
                         "0123456789.:[]abcdefghijklmnopqrstuvwxyz"
                         "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == std::string::npos;
  const std::string sockets =
      plain && !host.empty() ? fmt::format(" {}://{}", request.tls ? "wss" : "ws", host) : "";
  response.headers.add(
      "Content-Security-Policy",
      fmt::format("default-src 'self'; connect-src 'self'{}; img-src 'self' data:; "
                  "media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
                  "form-action 'self'; frame-ancestors 'none'",
                  sockets));
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  if (request.tls) {
    response.headers.add("Strict-Transport-Security", "max-age=31536000");
  }
}

}  // namespace sidetone::api
