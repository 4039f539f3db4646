#pragma once

#include "sip/message/message.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace sidetone::sip {

/// Cuts what comes over one TCP or TLS connection into SIP messages, by Content-Length
/// [RFC3261 §18.3], and sees the keep-alive of [RFC5626 §3.5.1, §5.4]. Costs time linear in the
/// bytes, in whatever pieces they come, and keeps no more than one message and one piece.
///
/// Owner's duty: one handle_bytes(), then poll() until it has nothing more.
class StreamFraming {
 public:
  /// One whole message for parse_message().
  struct Cut {
    std::string_view bytes;  ///< Valid until the next handle_bytes().
  };
  /// A keep-alive ping came: send CRLF back at once.
  struct Pong {};
  /// What came cannot be cut, and nothing after it will be: answer with
  /// response_to_malformed(bytes, error) where it gives one, then close the connection.
  struct Broken {
    ParseError error;
    std::string_view bytes;  ///< What there is of the message. Valid as in Cut.
  };
  using Output = std::variant<Cut, Pong, Broken>;

  void handle_bytes(std::string_view bytes);
  [[nodiscard]] std::optional<Output> poll();

  /// Has a message begun that is not complete? A slow sender is given only so much time.
  [[nodiscard]] bool partial() const { return !broken_ && begin_ < buffer_.size(); }

 private:
  [[nodiscard]] std::string_view pending() const {
    return std::string_view(buffer_).substr(begin_);
  }
  bool skip_line_ends();
  std::optional<ParseError> find_body();
  [[nodiscard]] std::optional<ParseError> check_line(std::string_view line) const;
  std::optional<ParseError> begin_body(std::size_t head_end);
  Broken break_off(const ParseError& error);

  std::string buffer_;
  std::size_t begin_ = 0;    ///< Where the message that is being received begins.
  std::size_t line_ = 0;     ///< Where its present header line begins.
  std::size_t scanned_ = 0;  ///< Up to here that line has no end.
  std::size_t end_ = 0;      ///< Where the message ends; 0 while that is unknown.
  int line_ends_ = 0;        ///< CRLFs since the last message, or the last ping.
  bool broken_ = false;
};

}  // namespace sidetone::sip
