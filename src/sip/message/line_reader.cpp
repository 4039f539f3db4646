#include "sip/message/line_reader.h"

#include "sip/message/text.h"

namespace sidetone::sip {

std::optional<std::string_view> LineReader::next() {
  const std::size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = bytes_.substr(at_, end - at_);
  if (line.ends_with('\r')) line.remove_suffix(1);
  at_ = end + 1;
  return line;
}

bool LineReader::continues() const {
  return at_ < bytes_.size() && (bytes_[at_] == ' ' || bytes_[at_] == '\t');
}

void LineReader::skip_empty_lines() {
  while (rest().starts_with("\r\n") || rest().starts_with('\n')) {
    at_ += bytes_[at_] == '\r' ? 2 : 1;
  }
}

HeaderLine split_header_line(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return {};
  std::string_view name = line.substr(0, colon);
  while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
  if (!is_token(name)) return {};
  return {name, trim(line.substr(colon + 1))};
}

std::string unfold(std::string_view first, LineReader& lines) {
  std::string out(first);
  while (lines.continues()) {
    const auto line = lines.next();
    if (!line) break;
    const std::string_view text = trim(*line);
    if (!out.empty() && !text.empty()) out += ' ';
    out += text;
  }
  return out;
}

}  // namespace sidetone::sip
