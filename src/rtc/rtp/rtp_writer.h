#pragma once

#include "rtc/rtp/audio_level.h"

namespace sidetone::rtc {

/// The fields that a sender of RTP chooses.
struct RtpHeader {
  bool marker = false;
  std::uint8_t payload_type = 0;  // 0..127
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  Ssrc ssrc{};

  bool operator==(const RtpHeader&) const = default;
};

[[nodiscard]] RtpHeader header_of(const RtpView& packet);

/// Bytes that insert_audio_level() adds.
inline constexpr std::size_t kAudioLevelSize = 8;

/// Writes the twelve bytes of a header without CSRCs, extension and padding at the start of
/// `packet`, which has room for them.
void write_rtp_header(MutableBytes packet, const RtpHeader& header);

/// Gives a packet that RtpView accepted another sender's fields; the rest stays.
void rewrite_rtp_header(MutableBytes packet, const RtpHeader& header);

/// Takes CSRCs, header extension and padding out of a packet that RtpView accepted, by moving
/// the fixed header towards the payload. Returns the shorter packet, which ends in `packet`.
[[nodiscard]] MutableBytes strip_rtp(MutableBytes packet);

/// Adds a header extension with one audio level to a packet without extension: `buffer` starts
/// with a packet of `size` bytes and has kAudioLevelSize bytes more. `id` is 1..14.
/// Returns the new size. [RFC6464 §3, RFC8285 §4.2]
struct AudioLevelElement {
  std::uint8_t id = 1;
  AudioLevel level;
};
[[nodiscard]] std::size_t insert_audio_level(MutableBytes buffer, std::size_t size,
                                             AudioLevelElement element);

}  // namespace sidetone::rtc
