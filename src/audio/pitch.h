#pragma once

#include "audio/frame.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// After how many samples a sound repeats itself, and how well.
struct Period {
  std::size_t samples = 0;
  float likeness = 0;  ///< Correlation of neighbouring periods: 1 the same, 0 unrelated.
};

struct PeriodRange {
  std::size_t shortest;
  std::size_t longest;
};

/// The pitch period of `sound`: the distance in `range` at which its first part, of
/// sound.size() − range.longest samples, is most like what follows. 2.5 to 15 ms are voices.
[[nodiscard]] Period find_period(SampleRate rate, std::span<const std::int16_t> sound,
                                 PeriodRange range);

}  // namespace sidetone::audio
