#include "sip/message/body_part.h"

#include "sip/message/line_reader.h"
#include "sip/message/media_type.h"
#include "sip/message/text.h"

#include <string>

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxBoundary = 70;

/// Does this part's head say that it is of that type?
bool part_is(LineReader& lines, std::string_view full_type) {
  bool matches = false;
  while (const auto line = lines.next()) {
    if (line->empty()) return matches;
    const HeaderLine header = split_header_line(*line);
    const std::string value = unfold(header.value, lines);
    // MIME knows no compact form.
    if (!equal_without_case(header.name, "Content-Type")) continue;
    const auto type = parse_media_type(value);
    matches = type && type->is(full_type);
  }
  return false;
}

/// Is there a delimiter line at `at`? [RFC2046 §5.1.1] "--" boundary, at the beginning of a line.
bool delimiter_at(std::string_view body, std::size_t at, std::string_view delimiter) {
  if (at != 0 && body[at - 1] != '\n') return false;
  const std::string_view after = body.substr(at + delimiter.size());
  return after.starts_with("--") || after.starts_with("\r\n") || after.starts_with('\n') ||
         after.starts_with(' ') || after.starts_with('\t') || after.empty();
}

std::size_t find_delimiter(std::string_view body, std::size_t from, std::string_view delimiter) {
  std::size_t at = body.find(delimiter, from);
  while (at != std::string_view::npos && !delimiter_at(body, at, delimiter)) {
    at = body.find(delimiter, at + 1);
  }
  return at;
}

std::string_view without_last_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> search(std::string_view body, std::string_view delimiter,
                                       std::string_view full_type) {
  std::size_t begin = find_delimiter(body, 0, delimiter);
  while (begin != std::string_view::npos) {
    const std::size_t line_end = body.find('\n', begin);
    if (line_end == std::string_view::npos) return std::nullopt;
    const std::size_t end = find_delimiter(body, line_end + 1, delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    // [RFC2046 §5.1.1] "The CRLF preceding the boundary delimiter line is conceptually attached to
    // the boundary".
    const std::string_view part =
        without_last_line_end(body.substr(line_end + 1, end - line_end - 1));
    LineReader lines(part);
    if (part_is(lines, full_type)) return lines.rest();
    begin = end;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> find_body_part(const HeaderFields& headers, std::string_view body,
                                               std::string_view full_type) {
  const auto value = headers.find(HeaderId::kContentType);
  if (!value || body.empty()) return std::nullopt;
  const auto type = parse_media_type(*value);
  if (!type) return std::nullopt;
  if (type->is(full_type)) return body;
  const auto boundary = type->parameters.find("boundary");
  if (type->type != "multipart" || !boundary || boundary->empty()) return std::nullopt;
  // [RFC2046 §5.1.1] "must be no longer than 70 characters": a search for more may take long.
  if (boundary->size() > kMaxBoundary) return std::nullopt;
  return search(body, "--" + std::string(*boundary), full_type);
}

}  // namespace sidetone::sip
