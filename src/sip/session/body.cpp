#include "sip/session/body.h"

#include "sip/message/text.h"
#include "sip/transaction/header_values.h"

#include <optional>

namespace sidetone::sip {
namespace {

constexpr std::string_view kSdpType = "application/sdp";
constexpr int kUnsupportedMediaType = 415;
constexpr std::size_t kMaxParts = 16;

std::string_view line_at(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view after_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
}

/// Content-Type of one part; [RFC2045 §5.2] text/plain when it says nothing.
std::string_view part_type(std::string_view part) {
  for (; !part.empty() && !line_at(part).empty(); part = after_line(part)) {
    const std::string_view line = line_at(part);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = trim(line.substr(0, colon));
    if (header_id(name) == HeaderId::kContentType) return bare_value_of(line.substr(colon + 1));
  }
  return "text/plain";
}

std::string_view part_content(std::string_view part) {
  while (!part.empty() && !line_at(part).empty()) part = after_line(part);
  return after_line(part);
}

std::optional<std::string> sdp_part(std::string_view body, std::string_view boundary) {
  if (boundary.empty()) return std::nullopt;
  const std::string delimiter = "--" + std::string(boundary);
  std::size_t at = body.find(delimiter);
  for (std::size_t i = 0; i < kMaxParts && at != std::string_view::npos; ++i) {
    const std::size_t begin = at + delimiter.size();
    const std::size_t end = body.find(delimiter, begin);
    std::string_view part = after_line(body.substr(begin, end - begin));
    if (end == std::string_view::npos) return std::nullopt;  // What follows the last delimiter.
    // [RFC2046 §5.1.1] "The CRLF preceding the boundary delimiter line is conceptually attached to
    // the boundary". It closes the last line of an SDP, which must be closed, so it stays.
    if (equal_without_case(part_type(part), kSdpType)) return std::string(part_content(part));
    at = end;
  }
  return std::nullopt;
}

}  // namespace

Expected<std::string, int> sdp_of(const HeaderFields& headers, std::string_view body) {
  if (body.empty()) return std::string();
  const auto encoding = headers.find(HeaderId::kContentEncoding);
  const bool plain = !encoding || encoding->empty() || equal_without_case(*encoding, "identity");
  const std::string_view content_type = headers.find(HeaderId::kContentType).value_or("");
  const std::string_view type = bare_value_of(content_type);
  if (plain && equal_without_case(type, kSdpType)) return std::string(body);
  if (plain && starts_without_case(type, "multipart/")) {
    if (auto sdp = sdp_part(body, parameter_of(content_type, "boundary"))) return std::move(*sdp);
  }
  // [RFC3261 §20.11] "handling=optional": whoever does not understand the body goes on without it.
  const std::string_view disposition = headers.find(HeaderId::kContentDisposition).value_or("");
  if (equal_without_case(parameter_of(disposition, "handling"), "optional")) return std::string();
  return unexpected(kUnsupportedMediaType);
}

void put_sdp(HeaderFields& headers, std::string& body, std::string sdp) {
  if (sdp.empty()) return;
  headers.add(HeaderId::kContentType, std::string(kSdpType));
  body = std::move(sdp);
}

}  // namespace sidetone::sip
