#include "audio/comfort_noise.h"

#include "base/assert.h"

#include <algorithm>
#include <cmath>

namespace sidetone::audio {
namespace {

constexpr double kFullScale = 32'767;
// A filter nearer to its edge of stability would ring like a tone.
constexpr float kMaxReflection = 0.98F;
// Each sample the level moves this part of the way: no step is heard when the noise changes.
constexpr float kGlide = 1.0F / 256;

}  // namespace

NoiseDescription parse_comfort_noise(Payload payload) {
  NoiseDescription noise;
  if (payload.empty()) return noise;
  // [RFC3389 §3.1] the most significant bit is unused.
  noise.level = payload[0] & 0x7F;
  noise.order = std::min(payload.size() - 1, NoiseDescription::kMaxOrder);
  for (std::size_t i = 0; i < noise.order; ++i) {
    // [RFC3389 §3.2] eight bits each, uniform over −1..1, 127 being zero.
    const float k = 258.0F * (static_cast<float>(payload[i + 1]) - 127.0F) / 32'768.0F;
    noise.reflection[i] = std::clamp(k, -kMaxReflection, kMaxReflection);
  }
  return noise;
}

ComfortNoise::ComfortNoise(SampleRate rate, std::uint32_t seed)
    : resampler_({.from = SampleRate::k8kHz, .to = rate}), seed_(seed | 1U) {}

void ComfortNoise::describe(const NoiseDescription& noise) {
  noise_ = noise;
  // The filter makes noise louder by 1 / Π(1 − k²).
  double shrink = 1;
  for (std::size_t i = 0; i < noise.order; ++i) {
    shrink *=
        1 - static_cast<double>(noise.reflection[i]) * static_cast<double>(noise.reflection[i]);
  }
  const double level = noise.level >= 127 ? 0 : kFullScale * std::pow(10, -noise.level / 20.0);
  target_gain_ = static_cast<float>(level * std::sqrt(shrink));
}

// Evenly distributed, of variance one; its spectrum is flat, which is all that is asked of it.
float ComfortNoise::excitation() {
  seed_ ^= seed_ << 13;
  seed_ ^= seed_ >> 17;
  seed_ ^= seed_ << 5;
  return static_cast<float>(static_cast<std::int32_t>(seed_)) * (1.7320508F / 2'147'483'648.0F);
}

// All-pole lattice: from the highest coefficient down to the output, storing the backward path.
float ComfortNoise::shaped(float input) {
  float forward = input;
  for (std::size_t m = noise_.order; m > 0; --m) {
    forward -= noise_.reflection[m - 1] * lattice_[m - 1];
    lattice_[m] = lattice_[m - 1] + noise_.reflection[m - 1] * forward;
  }
  lattice_[0] = forward;
  return forward;
}

void ComfortNoise::generate(std::span<std::int16_t> out) {
  const auto ratio = static_cast<std::size_t>(hz(resampler_.rates().to) / hz(SampleRate::k8kHz));
  SIDETONE_ASSERT(out.size() % ratio == 0 && out.size() <= kMaxFrameSamples);
  std::array<std::int16_t, kMaxFrameSamples> native;
  const std::span<std::int16_t> made = std::span(native).first(out.size() / ratio);
  for (std::int16_t& sample : made) {
    gain_ += (target_gain_ - gain_) * kGlide;
    const float value = std::clamp(shaped(gain_ * excitation()), -32'768.0F, 32'767.0F);
    sample = static_cast<std::int16_t>(value);
  }
  resampler_.process(made, out);
}

}  // namespace sidetone::audio
