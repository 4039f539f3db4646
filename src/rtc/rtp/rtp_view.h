#pragma once

#include "base/expected.h"
#include "rtc/byte_order.h"
#include "rtc/rtp/ssrc.h"

#include <optional>

namespace sidetone::rtc {

inline constexpr std::size_t kRtpFixedHeader = 12;

enum class RtpError : std::uint8_t {
  kTooShort,   // Not even the header it announces.
  kVersion,    // Not version 2.
  kExtension,  // The header extension runs past the end.
  kPadding,    // More padding than payload, or a padding count of zero.
};

/// Reads an RTP packet where it lies. [RFC3550 §5.1]
///
///    0                   1                   2                   3
///    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///   |V=2|P|X|  CC   |M|     PT      |       sequence number         |
///   |                           timestamp                           |
///   |           synchronization source (SSRC) identifier            |
///   |   CSRC, CC times  |  header extension, if X  |  payload  |  padding, if P
///
/// Valid as long as the bytes are.
class RtpView {
 public:
  /// A whole plain packet. (Of an SRTP packet use parse_protected(): its padding is encrypted.)
  [[nodiscard]] static Expected<RtpView, RtpError> parse(Bytes packet);
  /// Header and extension only; payload() is then everything after them.
  [[nodiscard]] static Expected<RtpView, RtpError> parse_protected(Bytes packet);

  [[nodiscard]] bool marker() const { return (packet_[1] & 0x80) != 0; }
  [[nodiscard]] std::uint8_t payload_type() const { return packet_[1] & 0x7f; }
  [[nodiscard]] std::uint16_t sequence() const { return load_u16(packet_, 2); }
  [[nodiscard]] std::uint32_t timestamp() const { return load_u32(packet_, 4); }
  [[nodiscard]] Ssrc ssrc() const { return Ssrc{load_u32(packet_, 8)}; }
  [[nodiscard]] std::size_t csrc_count() const { return packet_[0] & 0x0f; }
  /// `index` < csrc_count().
  [[nodiscard]] Ssrc csrc(std::size_t index) const {
    return Ssrc{load_u32(packet_, kRtpFixedHeader + 4 * index)};
  }

  /// Data of the header extension element with this id (1..255), one- or two-byte form.
  /// [RFC8285 §4.2, §4.3]
  [[nodiscard]] std::optional<Bytes> extension(std::uint8_t id) const;

  /// Without padding.
  [[nodiscard]] Bytes payload() const {
    return packet_.subspan(header_size_, packet_.size() - header_size_ - padding_);
  }
  /// Fixed header, CSRCs and extension.
  [[nodiscard]] std::size_t header_size() const { return header_size_; }
  [[nodiscard]] std::size_t padding() const { return padding_; }
  [[nodiscard]] Bytes bytes() const { return packet_; }

 private:
  Bytes packet_;
  std::size_t header_size_ = 0;
  std::size_t padding_ = 0;
};

}  // namespace sidetone::rtc
