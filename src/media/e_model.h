#pragma once

#include "media/control.h"

namespace sidetone::media {

/// What the E-model needs to know of one direction of a call.
struct Conditions {
  CodecKind codec = CodecKind::kPcmu;
  double loss = 0;  ///< Share of packets not played, 0..1.
  double one_way_delay_ms = 0;
};

/// The mean opinion score that people would give it: 1 (bad) to 4.5 [ITU-T G.107, G.113].
[[nodiscard]] double mean_opinion_score(const Conditions& conditions);

}  // namespace sidetone::media
