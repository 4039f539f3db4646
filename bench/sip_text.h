#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::bench {

/// Looks into a SIP message as Sidetone writes them: long header names, nothing folded. A bench
/// peer needs a handful of fields and must cost little; it is no parser for strangers' messages.
class SipText {
 public:
  /// Views into `message`, which must live as long.
  explicit SipText(std::string_view message);

  [[nodiscard]] bool is_response() const { return start_line_.starts_with("SIP/2.0 "); }
  /// 0 for a request.
  [[nodiscard]] int status() const;
  /// Of a request; of a response the one in CSeq.
  [[nodiscard]] std::string_view method() const;
  /// The first of that name; empty without one.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  /// All header lines of that name, each with its CRLF, as a response must repeat them.
  [[nodiscard]] std::string lines(std::string_view name) const;
  [[nodiscard]] std::uint32_t cseq() const;
  [[nodiscard]] std::string_view body() const { return body_; }

 private:
  std::string_view start_line_;
  std::string_view headers_;  ///< Each line with its CRLF.
  std::string_view body_;
};

/// `tag` of a From or To; empty without one.
[[nodiscard]] std::string_view tag_of(std::string_view address);
/// What stands between '<' and '>'.
[[nodiscard]] std::string_view uri_of(std::string_view address);
/// What stands between the quotes behind `name=`.
[[nodiscard]] std::string_view quoted(std::string_view text, std::string_view name);
/// The rest of the first SDP line that begins so, without its line end; empty without one.
[[nodiscard]] std::string_view sdp_line(std::string_view sdp, std::string_view beginning);
/// The port of the audio section; 0 without one.
[[nodiscard]] std::uint16_t audio_port(std::string_view sdp);

}  // namespace sidetone::bench
