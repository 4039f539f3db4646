#include "audio/level_meter.h"

#include <algorithm>
#include <cmath>

namespace sidetone::audio {

double rms(std::span<const std::int16_t> samples) {
  if (samples.empty()) return 0;
  std::int64_t energy = 0;
  for (const std::int16_t sample : samples) {
    const std::int32_t square = sample * sample;
    energy += square;
  }
  return std::sqrt(static_cast<double>(energy) / static_cast<double>(samples.size()));
}

std::uint8_t audio_level(std::span<const std::int16_t> samples) {
  const double level = rms(samples) / 32'767;
  if (level <= 0) return 127;
  return static_cast<std::uint8_t>(std::clamp(std::lround(-20 * std::log10(level)), 0L, 127L));
}

}  // namespace sidetone::audio
