#pragma once

#include "audio/frame.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// The longest period that is taken out or put in.
inline constexpr Duration kMaxStretch = std::chrono::milliseconds(15);

/// How alike two neighbouring periods must be (0..1) before one is taken out or put in. 0.85
/// leaves no trace in speech; less is for when the delay has to change now.
struct Likeness {
  float at_least = 0.85F;
};

/// Makes speech a few milliseconds shorter by taking out one pitch period (or, where it is quiet,
/// a piece) and blending over the seam: pitch stays, nothing clicks. `pcm` is 10 ms or more.
/// Returns how many samples fewer `pcm` now holds; 0 where no neighbouring periods are alike.
[[nodiscard]] std::size_t shorten(SampleRate rate, std::span<std::int16_t> pcm, Likeness wanted);

/// The same, longer: the first `size` samples of `pcm` are sound; behind them is room for
/// `kMaxStretch`. Returns how many more there are now.
[[nodiscard]] std::size_t lengthen(SampleRate rate, std::span<std::int16_t> pcm, std::size_t size,
                                   Likeness wanted);

}  // namespace sidetone::audio
