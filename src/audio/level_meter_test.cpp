#include "audio/level_meter.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(LevelMeter, AFullScaleSquareWaveIsZero) {
  EXPECT_EQ(audio_level(Samples{32'767, -32'767, 32'767, -32'767}), 0);
}
TEST(LevelMeter, AFullScaleSineIsThreeBelow) {
  EXPECT_EQ(audio_level(sine(SampleRate::k8kHz, 100ms, {.hz = 400, .amplitude = 32'767})), 3);
}
TEST(LevelMeter, ATenthIsTwentyLower) {
  EXPECT_EQ(audio_level(sine(SampleRate::k8kHz, 100ms, {.hz = 400, .amplitude = 3'276.7})), 23);
}
TEST(LevelMeter, SilenceIs127) {
  EXPECT_EQ(audio_level(Samples(160)), 127);
  EXPECT_EQ(audio_level({}), 127);
}
TEST(LevelMeter, TheQuietestSoundIsStillASound) {
  EXPECT_EQ(audio_level(Samples{1, -1, 1, -1}), 90);
}
TEST(LevelMeter, TheLowestSampleDoesNotOverflow) {
  EXPECT_EQ(audio_level(Samples(960, -32'768)), 0);
  EXPECT_DOUBLE_EQ(rms(Samples(960, -32'768)), 32'768);
}

}  // namespace
}  // namespace sidetone::audio
