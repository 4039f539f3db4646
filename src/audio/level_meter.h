#pragma once

#include <cstdint>
#include <span>

namespace sidetone::audio {

/// Root mean square, 0..32768.
[[nodiscard]] double rms(std::span<const std::int16_t> samples);

/// Loudness as browsers send it beside each packet: −dBov, 0 (a full-scale square wave) to 127
/// (digital silence). [RFC6464 §3], measured as RFC 6465 Appendix A.1 does.
[[nodiscard]] std::uint8_t audio_level(std::span<const std::int16_t> samples);

}  // namespace sidetone::audio
