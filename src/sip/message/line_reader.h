#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// Cuts the part of a message before its body into lines. A line ends with CRLF; a lone LF is taken
/// for one, here and in the stream framing alike, so that no two of our readers can disagree.
class LineReader {
 public:
  explicit LineReader(std::string_view bytes) : bytes_(bytes) {}

  /// The next line without its end; nullopt when no LF is left.
  [[nodiscard]] std::optional<std::string_view> next();
  /// Does the next line continue the last one, by beginning with white space?
  [[nodiscard]] bool continues() const;
  /// [RFC3261 §7.5] "MUST ignore any CRLF appearing before the start-line"
  void skip_empty_lines();
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// `name HCOLON value`: the name without the white space before the colon, "" when there is no
/// colon or the name is no token. `value` is what follows the colon on this line, trimmed.
struct HeaderLine {
  std::string_view name;
  std::string_view value;
};
[[nodiscard]] HeaderLine split_header_line(std::string_view line);

/// `first` and all lines that continue it, joined with single spaces [RFC3261 §7.3.1].
[[nodiscard]] std::string unfold(std::string_view first, LineReader& lines);

}  // namespace sidetone::sip
