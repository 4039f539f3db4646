#include "sip_text.h"

#include <charconv>

namespace sidetone::bench {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

template <typename Number>
Number number_in(std::string_view text) {
  Number number = 0;
  std::from_chars(text.begin(), text.end(), number);
  return number;
}

std::string_view before(std::string_view text, std::string_view end) {
  return text.substr(0, text.find(end));
}

}  // namespace

SipText::SipText(std::string_view message) {
  const std::size_t first_end = message.find(kLineEnd);
  const std::size_t head_end = message.find("\r\n\r\n");
  if (first_end == std::string_view::npos || head_end == std::string_view::npos) return;
  start_line_ = message.substr(0, first_end);
  if (head_end > first_end) headers_ = message.substr(first_end + 2, head_end - first_end);
  body_ = message.substr(head_end + 4);
}

int SipText::status() const {
  return is_response() ? number_in<int>(start_line_.substr(8)) : 0;
}

std::string_view SipText::method() const {
  if (!is_response()) return before(start_line_, " ");
  const std::string_view cseq_line = header("CSeq");
  return cseq_line.substr(cseq_line.find(' ') + 1);
}

std::string_view SipText::header(std::string_view name) const {
  std::string_view rest = headers_;
  while (!rest.empty()) {
    const std::string_view line = before(rest, kLineEnd);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) {
      return line.substr(name.size() + 2);
    }
    rest.remove_prefix(line.size() + 2);
  }
  return {};
}

std::string SipText::lines(std::string_view name) const {
  std::string found;
  std::string_view rest = headers_;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find(kLineEnd) + 2);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(": ")) found += line;
    rest.remove_prefix(line.size());
  }
  return found;
}

std::uint32_t SipText::cseq() const {
  return number_in<std::uint32_t>(header("CSeq"));
}

std::string_view tag_of(std::string_view address) {
  const std::size_t at = address.find(";tag=");
  return at == std::string_view::npos ? std::string_view() : before(address.substr(at + 5), ";");
}

std::string_view uri_of(std::string_view address) {
  const std::size_t at = address.find('<');
  return at == std::string_view::npos ? std::string_view() : before(address.substr(at + 1), ">");
}

std::string_view quoted(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::string_view rest = text.substr(at + name.size());
    if (rest.starts_with("=\"")) return before(rest.substr(2), "\"");
  }
  return {};
}

std::string_view sdp_line(std::string_view sdp, std::string_view beginning) {
  while (!sdp.empty()) {
    const std::string_view line = before(sdp, kLineEnd);
    if (line.starts_with(beginning)) return line.substr(beginning.size());
    sdp.remove_prefix(std::min(sdp.size(), line.size() + 2));
  }
  return {};
}

std::uint16_t audio_port(std::string_view sdp) {
  return number_in<std::uint16_t>(sdp_line(sdp, "m=audio "));
}

}  // namespace sidetone::bench
