#include "audio/pitch.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sidetone::audio {
namespace {

// The search runs at 8 kHz whatever the rate: voices repeat slower than that can tell. 60 ms fit.
constexpr std::size_t kMaxCoarse = 480;
constexpr std::size_t kLanes = 8;

struct Correlation {
  float product;
  float energy;
};

// Independent lanes let the compiler use vector registers without reordering a sum.
Correlation correlate(const float* here, const float* there, std::size_t count) {
  std::array<float, kLanes> product{};
  std::array<float, kLanes> energy{};
  for (std::size_t i = 0; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      product[lane] += here[i + lane] * there[i + lane];
      energy[lane] += there[i + lane] * there[i + lane];
    }
  }
  Correlation sum{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    sum.product += product[lane];
    sum.energy += energy[lane];
  }
  return sum;
}

Period best_period(std::span<const float> sound, PeriodRange range) {
  const std::size_t window = sound.size() - range.longest;
  const float own_energy = correlate(sound.data(), sound.data(), window).energy + 1.0F;
  Period best{.samples = range.longest, .likeness = 0};
  for (std::size_t lag = range.shortest; lag <= range.longest; ++lag) {
    const Correlation c = correlate(sound.data(), sound.data() + lag, window);
    const float likeness = c.product / std::sqrt(own_energy * (c.energy + 1.0F));
    if (likeness > best.likeness) best = {.samples = lag, .likeness = likeness};
  }
  return best;
}

// Averages groups of samples: crude as a low-pass filter, but good enough to find a period.
std::span<const float> decimate(std::span<const std::int16_t> sound, std::size_t step,
                                std::span<float> room) {
  const std::size_t count = sound.size() / step;
  SIDETONE_ASSERT(count <= room.size());
  const float scale = 1.0F / static_cast<float>(step);
  for (std::size_t i = 0; i < count; ++i) {
    int sum = 0;
    for (std::size_t k = 0; k < step; ++k) sum += sound[i * step + k];
    room[i] = static_cast<float>(sum) * scale;
  }
  return room.first(count);
}

float difference(std::span<const std::int16_t> sound, std::size_t lag, std::size_t window) {
  float sum = 0;
  for (std::size_t i = 0; i < window; ++i) {
    sum += std::abs(static_cast<float>(sound[i]) - static_cast<float>(sound[i + lag]));
  }
  return sum;
}

// Back at full rate, only the neighbours of the coarse answer can be better.
std::size_t refine(std::span<const std::int16_t> sound, std::size_t step, PeriodRange near) {
  const std::size_t window = std::min(sound.size() - near.longest, 40 * step);
  std::size_t best = near.shortest;
  float least = difference(sound, best, window);
  for (std::size_t lag = near.shortest + 1; lag <= near.longest; ++lag) {
    const float d = difference(sound, lag, window);
    if (d < least) {
      least = d;
      best = lag;
    }
  }
  return best;
}

}  // namespace

Period find_period(SampleRate rate, std::span<const std::int16_t> sound, PeriodRange range) {
  SIDETONE_ASSERT(range.shortest <= range.longest && range.longest < sound.size());
  const auto step = static_cast<std::size_t>(hz(rate) / hz(SampleRate::k8kHz));
  std::array<float, kMaxCoarse> room;
  const PeriodRange coarse{.shortest = (range.shortest + step - 1) / step,
                           .longest = range.longest / step};
  Period period = best_period(decimate(sound, step, room), coarse);
  period.samples *= step;
  if (step > 1) {
    period.samples = refine(sound, step,
                            {.shortest = std::max(range.shortest, period.samples - step + 1),
                             .longest = std::min(range.longest, period.samples + step - 1)});
  }
  return period;
}

}  // namespace sidetone::audio
