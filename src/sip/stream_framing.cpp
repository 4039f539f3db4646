#include "sip/stream_framing.h"

#include "sip/message/line_reader.h"
#include "sip/message/text.h"

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

bool looks_like_sip(std::string_view start_line) {
  return starts_without_case(start_line, "SIP/") ||
         start_line.find(" SIP/") != std::string_view::npos;
}

/// Reads Content-Length out of a complete head.
Parsed<std::size_t> body_length(std::string_view head) {
  LineReader lines(head);
  std::optional<std::string> found;
  while (const auto line = lines.next()) {
    const HeaderLine header = split_header_line(*line);
    if (header_id(header.name) != HeaderId::kContentLength) continue;
    // Two of them leave it to chance where the next message begins.
    if (found) return unexpected(ParseError{Kind::kBadHeader, lines.offset(), "Content-Length"});
    found = unfold(header.value, lines);
  }
  // [RFC3261 §18.3] "The Content-Length header field MUST be used with stream oriented transports."
  if (!found) return unexpected(ParseError{Kind::kMissingHeader, head.size(), "Content-Length"});
  const auto length = parse_number(*found);
  if (!length) return unexpected(ParseError{Kind::kBadBodyLength, 0, "Content-Length"});
  return *length;
}

}  // namespace

void StreamFraming::handle_bytes(std::string_view bytes) {
  if (broken_) return;
  buffer_.erase(0, begin_);
  line_ -= begin_;
  scanned_ -= begin_;
  end_ -= end_ == 0 ? 0 : begin_;
  begin_ = 0;
  buffer_ += bytes;
}

std::optional<StreamFraming::Output> StreamFraming::poll() {
  if (broken_) return std::nullopt;
  if (end_ == 0) {
    if (line_ == begin_ && skip_line_ends()) return Pong{};
    if (const auto error = find_body()) return break_off(*error);
  }
  if (end_ == 0 || end_ > buffer_.size()) return std::nullopt;
  const Cut cut{pending().substr(0, end_ - begin_)};
  begin_ = line_ = scanned_ = end_;
  end_ = 0;
  line_ends_ = 0;
  return cut;
}

/// Passes over CRLFs between messages [RFC3261 §7.5]; says whether a ping was among them. Several
/// pings at once get one pong: nobody waits for more.
bool StreamFraming::skip_line_ends() {
  bool ping = false;
  while (pending().starts_with("\r\n")) {
    begin_ += 2;
    // [RFC5626 §5.4] "When a server receives a double CRLF sequence between SIP messages … it MUST
    // immediately respond with a single CRLF over the same connection."
    if (++line_ends_ < 2) continue;
    line_ends_ = 0;
    ping = true;
  }
  line_ = begin_;
  scanned_ = std::max(scanned_, begin_);
  return ping;
}

/// Looks at each byte of the head once, until an empty line ends it.
std::optional<ParseError> StreamFraming::find_body() {
  const std::string_view pending_bytes = pending();
  const bool begun = !pending_bytes.empty() && pending_bytes != "\r";
  // A TLS hello, a port scanner: no need to wait for the end of its "headers".
  if (begun && !is(CharClass::kToken, pending_bytes.front())) {
    return ParseError{Kind::kNotSip, 0, "start line"};
  }
  for (std::size_t end = buffer_.find('\n', scanned_); end != std::string::npos;
       end = buffer_.find('\n', scanned_)) {
    std::string_view line = std::string_view(buffer_).substr(line_, end - line_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return begin_body(end + 1);
    if (auto error = check_line(line)) return error;
    line_ = scanned_ = end + 1;
  }
  scanned_ = buffer_.size();
  if (buffer_.size() - begin_ <= kMaxMessageBytes) return std::nullopt;
  return ParseError{Kind::kTooLarge, kMaxMessageBytes, "message"};
}

std::optional<ParseError> StreamFraming::check_line(std::string_view line) const {
  if (line_ != begin_ || looks_like_sip(line)) return std::nullopt;
  return ParseError{Kind::kNotSip, 0, "start line"};
}

std::optional<ParseError> StreamFraming::begin_body(std::size_t head_end) {
  const std::size_t head_bytes = head_end - begin_;
  const auto length = body_length(pending().substr(0, head_bytes));
  if (!length) return length.error();
  if (head_bytes > kMaxMessageBytes || *length > kMaxMessageBytes - head_bytes) {
    return ParseError{Kind::kTooLarge, kMaxMessageBytes, "message"};
  }
  end_ = head_end + *length;
  return std::nullopt;
}

StreamFraming::Broken StreamFraming::break_off(const ParseError& error) {
  broken_ = true;
  return {error, pending()};
}

}  // namespace sidetone::sip
