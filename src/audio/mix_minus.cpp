#include "audio/mix_minus.h"

#include "base/assert.h"

#include <algorithm>
#include <limits>

namespace sidetone::audio {
namespace {

// 32 bits hold 65,535 full-scale talkers: no overflow before the clamp.
using Sum = std::array<std::int32_t, kMaxFrameSamples>;

std::int16_t clamp_to_sample(std::int32_t value) {
  constexpr std::int32_t kLow = std::numeric_limits<std::int16_t>::min();
  constexpr std::int32_t kHigh = std::numeric_limits<std::int16_t>::max();
  return static_cast<std::int16_t>(std::clamp(value, kLow, kHigh));
}

Sum sum_of(std::span<const Frame> spoken) {
  Sum sum{};
  for (const Frame& frame : spoken) {
    SIDETONE_ASSERT(frame.rate == spoken.front().rate);
    const std::span<const std::int16_t> samples = frame.samples();
    for (std::size_t i = 0; i < samples.size(); ++i) sum[i] += samples[i];
  }
  return sum;
}

}  // namespace

void mix_minus(std::span<const Frame> spoken, std::span<Frame> heard) {
  SIDETONE_ASSERT(spoken.size() == heard.size() && spoken.size() <= 65'535);
  const Sum everybody = sum_of(spoken);
  for (std::size_t who = 0; who < spoken.size(); ++who) {
    heard[who].rate = spoken[who].rate;
    const std::span<const std::int16_t> own = spoken[who].samples();
    const std::span<std::int16_t> others = heard[who].samples();
    for (std::size_t i = 0; i < own.size(); ++i) others[i] = clamp_to_sample(everybody[i] - own[i]);
  }
}

}  // namespace sidetone::audio
