#pragma once

#include "audio/codec/codec.h"
#include "audio/frame.h"
#include "audio/resampler.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// A sender's background noise [RFC3389 §3]: level, and spectrum as reflection coefficients.
struct NoiseDescription {
  static constexpr std::size_t kMaxOrder = 12;
  std::uint8_t level = 127;  ///< −dBov: 127 is silence.
  std::size_t order = 0;
  std::array<float, kMaxOrder> reflection{};
};

/// Never fails: an empty payload is silence, coefficients beyond the twelfth are not used.
[[nodiscard]] NoiseDescription parse_comfort_noise(Payload payload);

/// Plays the background noise that a silent sender described, so that the line does not sound
/// dead. The same seed gives the same noise.
class ComfortNoise {
 public:
  ComfortNoise(SampleRate rate, std::uint32_t seed);

  void describe(const NoiseDescription& noise);
  /// A whole number of 8 kHz samples long; at most `kMaxFrameSamples`.
  void generate(std::span<std::int16_t> out);

 private:
  [[nodiscard]] float excitation();
  [[nodiscard]] float shaped(float input);

  Resampler resampler_;
  std::uint32_t seed_;
  NoiseDescription noise_{};
  float target_gain_ = 0;
  float gain_ = 0;
  std::array<float, NoiseDescription::kMaxOrder + 1> lattice_{};
};

}  // namespace sidetone::audio
