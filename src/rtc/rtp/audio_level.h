#pragma once

#include "rtc/rtp/rtp_view.h"

namespace sidetone::rtc {

/// How loud a packet's sound is, for whoever does not want to decode it. [RFC6464 §3]
struct AudioLevel {
  std::uint8_t minus_dbov = 127;  // 0 is full scale, 127 is silence.
  bool voice = false;

  bool operator==(const AudioLevel&) const = default;
};

/// The packet's level under the negotiated extension `id` (1..14); nothing if it has none.
[[nodiscard]] std::optional<AudioLevel> audio_level(const RtpView& packet, std::uint8_t id);

}  // namespace sidetone::rtc
