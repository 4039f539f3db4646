#include "audio/time_stretch.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

class StretchRates : public ::testing::TestWithParam<SampleRate> {
 protected:
  [[nodiscard]] SampleRate rate() const { return GetParam(); }

  /// All of `said`, each 20 ms of it shortened or lengthened once.
  [[nodiscard]] Samples stretched(const Samples& said, bool shorter, Likeness likeness = {}) const {
    Samples heard;
    const std::size_t frame = frame_samples(rate());
    for (std::size_t at = 0; at + frame <= said.size(); at += frame) {
      Samples piece(said.begin() + static_cast<std::ptrdiff_t>(at),
                    said.begin() + static_cast<std::ptrdiff_t>(at + frame));
      piece.resize(frame + samples_in(rate(), kMaxStretch));
      const std::size_t size =
          shorter ? frame - shorten(rate(), std::span(piece).first(frame), likeness)
                  : frame + lengthen(rate(), piece, frame, likeness);
      heard.insert(heard.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
    }
    return heard;
  }
};

TEST_P(StretchRates, AShorterVoiceKeepsItsPitchAndDoesNotClick) {
  const Samples said = sine(rate(), 400ms, {.hz = 200, .amplitude = 8'000});
  const Samples heard = stretched(said, true);
  EXPECT_LE(heard.size(), said.size() * 3 / 4);
  EXPECT_NEAR(amplitude_at(rate(), heard, 200), 8'000, 500);
  EXPECT_LE(largest_step(heard), largest_step(said) * 5 / 4 + 2);
}

TEST_P(StretchRates, ALongerVoiceKeepsItsPitchAndDoesNotClick) {
  const Samples said = sine(rate(), 400ms, {.hz = 200, .amplitude = 8'000});
  const Samples heard = stretched(said, false);
  EXPECT_GE(heard.size(), said.size() * 5 / 4);
  EXPECT_NEAR(amplitude_at(rate(), heard, 200), 8'000, 500);
  EXPECT_LE(largest_step(heard), largest_step(said) * 5 / 4 + 2);
}

TEST_P(StretchRates, SpeechOfOtherLengthIsAsLoudAndDoesNotClick) {
  const Samples said = speech(rate(), 3s);
  for (const bool shorter : {true, false}) {
    const Samples heard = stretched(said, shorter);
    EXPECT_GT(std::abs(static_cast<double>(heard.size()) - static_cast<double>(said.size())),
              0.1 * static_cast<double>(said.size()));
    EXPECT_NEAR(dbov(heard), dbov(said), 1.5);
    EXPECT_LE(largest_step(heard), 3 * largest_step(said) / 2);
  }
}

TEST_P(StretchRates, WhatIsNotAlikeIsLeftAlone) {
  Samples hiss(samples_in(rate(), 20ms));
  std::uint32_t dice = 3;
  for (std::int16_t& sample : hiss) {
    dice = dice * 1'664'525 + 1'013'904'223;
    sample = static_cast<std::int16_t>(static_cast<std::int32_t>(dice) >> 18);
  }
  EXPECT_EQ(stretched(hiss, true), hiss);
  EXPECT_EQ(stretched(hiss, false), hiss);
  EXPECT_LT(stretched(hiss, true, {.at_least = 0}).size(), hiss.size());
}

TEST_P(StretchRates, SilenceGivesWayAtOnce) {
  const Samples silence(samples_in(rate(), 20ms));
  EXPECT_EQ(stretched(silence, true).size(), silence.size() / 2);
  EXPECT_EQ(stretched(silence, false).size(), silence.size() * 3 / 2);
}

INSTANTIATE_TEST_SUITE_P(All, StretchRates,
                         ::testing::Values(SampleRate::k8kHz, SampleRate::k16kHz,
                                           SampleRate::k48kHz));

TEST(TimeStretch, TooLittleSoundIsLeftAlone) {
  Samples sound(30);
  EXPECT_EQ(shorten(SampleRate::k8kHz, sound, {}), 0u);
}

}  // namespace
}  // namespace sidetone::audio
