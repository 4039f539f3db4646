#pragma once

#include "sip/message/text.h"

#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Reads one header value from left to right. Works on unfolded text: white space is SP and HT.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  /// '\0' at the end: no grammar rule of ours asks for a NUL.
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  void advance(std::size_t count) { at_ += count; }

  void skip_space();
  /// Exactly this character, here.
  bool accept(char c);
  /// SWS c SWS, as SEMI, EQUAL, SLASH, … are written [RFC3261 §25.1]. Moves only on success.
  bool accept_separator(char c);
  [[nodiscard]] std::string_view take(CharClass which);
  [[nodiscard]] std::string_view take_token() { return take(CharClass::kToken); }
  /// At '"': the text without quotes and escapes; nullopt when no quote opens here or none closes.
  [[nodiscard]] std::optional<std::string> take_quoted();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Cuts a header value at its top-level commas: those outside of "…" and <…> [RFC3261 §7.3.1].
/// Empty elements are skipped.
class ListReader {
 public:
  explicit ListReader(std::string_view text) : rest_(text) {}
  /// The next element without white space around it; nullopt at the end.
  [[nodiscard]] std::optional<std::string_view> next();

 private:
  std::string_view rest_;
};

/// Length of the first element of a list: up to the first top-level comma, or all.
[[nodiscard]] std::size_t first_element_length(std::string_view text);

}  // namespace sidetone::sip
