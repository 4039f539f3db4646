#include "media/e_model.h"

#include <gtest/gtest.h>

namespace sidetone::media {
namespace {

TEST(EModel, GivesACleanCallFullMarks) {
  EXPECT_NEAR(mean_opinion_score({.codec = CodecKind::kPcmu}), 4.4, 0.05);
}

TEST(EModel, FallsWithLossAndWithDelay) {
  const double clean = mean_opinion_score({.codec = CodecKind::kPcmu});
  const double lossy = mean_opinion_score({.codec = CodecKind::kPcmu, .loss = 0.05});
  const double late = mean_opinion_score({.codec = CodecKind::kPcmu, .one_way_delay_ms = 400});
  EXPECT_LT(lossy, clean - 0.3);
  EXPECT_LT(late, clean - 0.5);
}

TEST(EModel, StaysWithinItsScale) {
  EXPECT_GE(mean_opinion_score({.loss = 1, .one_way_delay_ms = 5'000}), 1.0);
  EXPECT_LE(mean_opinion_score({}), 4.5);
}

}  // namespace
}  // namespace sidetone::media
