#include "audio/mix_minus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace sidetone::audio {
namespace {

Frame constant(std::int16_t level, SampleRate rate = SampleRate::k48kHz) {
  Frame frame{.rate = rate};
  std::ranges::fill(frame.samples(), level);
  return frame;
}

/// Mixes one constant level per participant and returns the level each one hears.
std::vector<int> heard_levels(std::vector<std::int16_t> spoken_levels) {
  std::vector<Frame> spoken;
  for (std::int16_t level : spoken_levels) spoken.push_back(constant(level));
  std::vector<Frame> heard(spoken.size());
  mix_minus(spoken, heard);
  std::vector<int> levels;
  for (const Frame& frame : heard) levels.push_back(frame.samples().back());
  return levels;
}

using Levels = std::vector<int>;

TEST(MixMinus, NobodyHearsThemself) {
  EXPECT_EQ(heard_levels({1000, 0}), (Levels{0, 1000}));
}
TEST(MixMinus, AThirdHearsTheSumOfBoth) {
  EXPECT_EQ(heard_levels({100, 20, 3}), (Levels{23, 103, 120}));
}
TEST(MixMinus, LoudTalkersClipInsteadOfWrapping) {
  EXPECT_EQ(heard_levels({30'000, 30'000, 0}), (Levels{30'000, 30'000, 32'767}));
  EXPECT_EQ(heard_levels({-30'000, -30'000, 0}), (Levels{-30'000, -30'000, -32'768}));
}
TEST(MixMinus, AloneIsSilence) {
  EXPECT_EQ(heard_levels({1234}), (Levels{0}));
}
TEST(MixMinus, NobodyIsNobody) {
  EXPECT_EQ(heard_levels({}), Levels{});
}

TEST(MixMinus, ANarrowbandRoomStaysNarrowband) {
  const std::vector<Frame> spoken{constant(7, SampleRate::k8kHz), constant(9, SampleRate::k8kHz)};
  std::vector<Frame> heard(2);
  mix_minus(spoken, heard);
  EXPECT_EQ(heard[0].rate, SampleRate::k8kHz);
  EXPECT_EQ(heard[0].samples().back(), 9);
  EXPECT_EQ(heard[0].buffer[160], 0);
}

}  // namespace
}  // namespace sidetone::audio
