#include "media/e_model.h"

#include <algorithm>

namespace sidetone::media {
namespace {

/// Equipment impairment and robustness against loss [ITU-T G.113 Appendix I]; for Opus and G.722
/// the values that keep their loss behaviour and cost no more than G.711 on a good path.
struct Equipment {
  double impairment;
  double robustness;
};

Equipment equipment_of(CodecKind codec) {
  switch (codec) {
    case CodecKind::kOpus:
      return {0, 20};  // In-band FEC and its own concealment.
    case CodecKind::kG722:
      return {0, 15};
    case CodecKind::kPcmu:
    case CodecKind::kPcma:
      return {0, 25.1};  // With concealment.
  }
  return {0, 25.1};
}

}  // namespace

double mean_opinion_score(const Conditions& conditions) {
  const Equipment equipment = equipment_of(conditions.codec);
  const double loss_percent = std::clamp(conditions.loss, 0.0, 1.0) * 100;
  const double delay = std::max(conditions.one_way_delay_ms, 0.0);
  // [ITU-T G.107 §7.4] simplified: delay is felt from 177 ms on.
  const double delay_impairment = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);
  const double effective = equipment.impairment + (95 - equipment.impairment) * loss_percent /
                                                      (loss_percent + equipment.robustness);
  const double r = std::clamp(93.2 - delay_impairment - effective, 0.0, 100.0);
  // [ITU-T G.107 Annex B]
  const double score = 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
  return std::clamp(score, 1.0, 4.5);
}

}  // namespace sidetone::media
