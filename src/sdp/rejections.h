#pragma once

#include "sdp/offer_answer.h"

namespace sidetone::sdp {

// [RFC3261 §20.43] the codes and words of Warning.
inline constexpr Rejection kNoAudio{.warning = 304, .text = "Media type not available"};
inline constexpr Rejection kNoTransport{.warning = 302, .text = "Incompatible transport protocol"};
inline constexpr Rejection kNoFormat{.warning = 305, .text = "Incompatible media format"};

}  // namespace sidetone::sdp
