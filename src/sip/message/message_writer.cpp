#include "sip/message/message.h"

#include <fmt/format.h>
#include <iterator>

namespace sidetone::sip {
namespace {

constexpr std::size_t kUsualHeadBytes = 1024;

/// Nothing that was put into a value may begin a line of its own.
void append_text(std::string& out, std::string_view text) {
  if (text.find_first_of("\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  for (const char c : text) out += c == '\r' || c == '\n' ? ' ' : c;
}

void append_headers_and_body(std::string& out, const HeaderFields& headers, std::string_view body) {
  for (const HeaderField& field : headers) {
    if (field.id == HeaderId::kContentLength) continue;
    append_text(out, field.written_name());
    out += ": ";
    append_text(out, field.value);
    out += "\r\n";
  }
  fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n\r\n", body.size());
  out += body;
}

}  // namespace

std::string to_bytes(const Request& request) {
  std::string out;
  out.reserve(kUsualHeadBytes + request.body.size());
  append_text(out, request.method);
  out += ' ';
  append_text(out, request.uri);
  out += " SIP/2.0\r\n";
  append_headers_and_body(out, request.headers, request.body);
  return out;
}

std::string to_bytes(const Response& response) {
  std::string out;
  out.reserve(kUsualHeadBytes + response.body.size());
  fmt::format_to(std::back_inserter(out), "SIP/2.0 {} ", response.status);
  append_text(out, response.reason);
  out += "\r\n";
  append_headers_and_body(out, response.headers, response.body);
  return out;
}

}  // namespace sidetone::sip
