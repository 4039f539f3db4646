#include "audio/pitch.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

Period period_of(SampleRate rate, const Samples& sound) {
  return find_period(rate, sound,
                     {.shortest = samples_in(rate, 2'500us), .longest = samples_in(rate, 15ms)});
}

class PitchRates : public ::testing::TestWithParam<SampleRate> {};

TEST_P(PitchRates, FindsThePeriodOfAVoice) {
  const Samples voice = sine(GetParam(), 30ms, {.hz = 125, .amplitude = 5'000});
  const Period period = period_of(GetParam(), voice);
  EXPECT_NEAR(static_cast<double>(period.samples), hz(GetParam()) / 125.0, 1);
  EXPECT_GT(period.likeness, 0.98F);
}

TEST_P(PitchRates, AHissHasNone) {
  Samples hiss(samples_in(GetParam(), 30ms));
  std::uint32_t dice = 3;
  for (std::int16_t& sample : hiss) {
    dice = dice * 1'664'525 + 1'013'904'223;
    sample = static_cast<std::int16_t>(dice >> 16);
  }
  EXPECT_LT(period_of(GetParam(), hiss).likeness, 0.6F);
}

TEST_P(PitchRates, SilenceHasNone) {
  EXPECT_EQ(period_of(GetParam(), Samples(samples_in(GetParam(), 30ms))).likeness, 0);
}

INSTANTIATE_TEST_SUITE_P(All, PitchRates,
                         ::testing::Values(SampleRate::k8kHz, SampleRate::k16kHz,
                                           SampleRate::k48kHz));

}  // namespace
}  // namespace sidetone::audio
