#pragma once

#include "audio/frame.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// Makes speech a few milliseconds shorter by taking out one pitch period (or, where it is quiet,
/// a piece) and blending over the seam: pitch stays, nothing clicks. Works on at least 20 ms.
/// Returns how many samples fewer `pcm` now holds; 0 where no two neighbouring periods are alike.
[[nodiscard]] std::size_t shorten(SampleRate rate, std::span<std::int16_t> pcm);

/// The same, longer: `pcm` has room for `kMaxStretch` samples more than the `size` it holds.
/// Returns how many more.
[[nodiscard]] std::size_t lengthen(SampleRate rate, std::span<std::int16_t> pcm, std::size_t size);

/// The longest period that is taken out or put in.
inline constexpr Duration kMaxStretch = std::chrono::milliseconds(15);

}  // namespace sidetone::audio
