#include "sip/message/cursor.h"

namespace sidetone::sip {

void Cursor::skip_space() {
  while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
}

bool Cursor::accept(char c) {
  if (at_end() || text_[at_] != c) return false;
  ++at_;
  return true;
}

bool Cursor::accept_separator(char c) {
  const std::size_t start = at_;
  skip_space();
  if (!accept(c)) {
    at_ = start;
    return false;
  }
  skip_space();
  return true;
}

std::string_view Cursor::take(CharClass which) {
  const std::size_t start = at_;
  while (!at_end() && is(which, text_[at_])) ++at_;
  return text_.substr(start, at_ - start);
}

std::optional<std::string> Cursor::take_quoted() {
  if (peek() != '"') return std::nullopt;
  std::string out;
  const auto length = unquote(text_.substr(at_ + 1), out);
  if (!length) return std::nullopt;
  at_ += 1 + *length;
  return out;
}

std::size_t first_element_length(std::string_view text) {
  bool quoted = false;
  bool bracketed = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"' && !bracketed) {
      quoted = !quoted;
    } else if (c == '<' && !quoted) {
      bracketed = true;
    } else if (c == '>' && !quoted) {
      bracketed = false;
    } else if (c == ',' && !quoted && !bracketed) {
      return i;
    }
  }
  return text.size();
}

std::optional<std::string_view> ListReader::next() {
  while (!rest_.empty()) {
    const std::size_t length = first_element_length(rest_);
    const std::string_view element = trim(rest_.substr(0, length));
    rest_.remove_prefix(length == rest_.size() ? length : length + 1);
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

}  // namespace sidetone::sip
