#pragma once

#include "audio/frame.h"

#include <span>

namespace sidetone::audio {

/// Gives every participant the sum of all the others: heard[i] = Σ spoken − spoken[i].
/// Sums once and subtracts per listener, so the cost is O(n) and not O(n²). All frames have one
/// rate, which `heard` gets; at most 65,535 of them.
void mix_minus(std::span<const Frame> spoken, std::span<Frame> heard);

}  // namespace sidetone::audio
