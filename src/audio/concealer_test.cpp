#include "audio/concealer.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

/// A listener who hears `said` except where `lost` begins, for so many milliseconds.
struct Loss {
  Duration at;
  Duration length;
};
Samples hear(SampleRate rate, const Samples& said, Loss loss) {
  Concealer concealer(rate);
  Samples heard = said;
  const std::size_t frame = samples_in(rate, 10ms);
  for (std::size_t at = 0; at + frame <= heard.size(); at += frame) {
    const std::span<std::int16_t> samples = std::span(heard).subspan(at, frame);
    const Duration now = time_of(rate, at);
    if (now >= loss.at && now < loss.at + loss.length) {
      concealer.conceal(samples);
    } else {
      concealer.heard(samples);
    }
  }
  return heard;
}

std::span<const std::int16_t> cut(SampleRate rate, const Samples& sound, Loss part) {
  return std::span(sound).subspan(samples_in(rate, part.at), samples_in(rate, part.length));
}

class ConcealerRates : public ::testing::TestWithParam<SampleRate> {};

TEST_P(ConcealerRates, ASteadyVoiceGoesOnThroughALostPacket) {
  const Samples said = sine(GetParam(), 400ms, {.hz = 160, .amplitude = 8'000});
  const Samples heard = hear(GetParam(), said, {.at = 200ms, .length = 20ms});
  EXPECT_GT(snr_db(cut(GetParam(), said, {200ms, 20ms}), cut(GetParam(), heard, {200ms, 20ms})),
            20);
}

TEST_P(ConcealerRates, NeitherEndOfAGapClicks) {
  const Samples said = sine(GetParam(), 400ms, {.hz = 233, .amplitude = 9'000});
  for (const Duration length : {10ms, 20ms, 40ms, 60ms, 80ms, 120ms}) {
    const Samples heard = hear(GetParam(), said, {.at = 200ms, .length = length});
    EXPECT_LE(largest_step(heard), 3 * largest_step(said) / 2) << length.count();
  }
}

TEST_P(ConcealerRates, SpeechDoesNotClickEither) {
  const Samples said = speech(GetParam(), 3s);
  for (Duration at = 100ms; at < 2'800ms; at += 130ms) {
    const Samples heard = hear(GetParam(), said, {.at = at, .length = 40ms});
    const Loss near{.at = at - 40ms, .length = 120ms};
    EXPECT_LE(largest_step(cut(GetParam(), heard, near)),
              3 * largest_step(cut(GetParam(), said, near)) / 2 + 300)
        << at.count();
  }
}

TEST_P(ConcealerRates, ALongGapFadesToSilenceWithin100Milliseconds) {
  const Samples said = sine(GetParam(), 600ms, {.hz = 200, .amplitude = 8'000});
  const Samples heard = hear(GetParam(), said, {.at = 200ms, .length = 300ms});
  EXPECT_NEAR(dbov(cut(GetParam(), heard, {200ms, 20ms})), dbov(said), 1.5);
  EXPECT_LT(dbov(cut(GetParam(), heard, {260ms, 20ms})), dbov(said) - 8);
  EXPECT_EQ(rms(cut(GetParam(), heard, {300ms, 200ms})), 0);
}

INSTANTIATE_TEST_SUITE_P(Both, ConcealerRates,
                         ::testing::Values(SampleRate::k8kHz, SampleRate::k16kHz));

TEST(Concealer, ALossBeforeAnythingWasHeardIsSilence) {
  Concealer concealer(SampleRate::k8kHz);
  Samples gap(160, 99);
  concealer.conceal(gap);
  EXPECT_EQ(gap, Samples(160));
}

TEST(Concealer, WhatArrivesAfterAGapIsSoonUntouched) {
  const Samples said = speech(SampleRate::k8kHz, 1s);
  const Samples heard = hear(SampleRate::k8kHz, said, {.at = 400ms, .length = 20ms});
  const Loss after{.at = 426ms, .length = 500ms};
  EXPECT_TRUE(std::ranges::equal(cut(SampleRate::k8kHz, said, after),
                                 cut(SampleRate::k8kHz, heard, after)));
}

TEST(Concealer, AHissIsNotTurnedIntoABuzz) {
  Samples said(8'000);
  std::uint32_t dice = 7;
  for (std::int16_t& sample : said) {
    dice = dice * 1'664'525 + 1'013'904'223;
    sample = static_cast<std::int16_t>(static_cast<std::int32_t>(dice) >> 19);
  }
  const Samples heard = hear(SampleRate::k8kHz, said, {.at = 500ms, .length = 20ms});
  // A loop of 2.5 ms would put all its energy at multiples of 400 Hz.
  const auto gap = cut(SampleRate::k8kHz, heard, {500ms, 20ms});
  for (const double hz : {400.0, 800.0, 1'200.0, 1'600.0}) {
    EXPECT_LT(amplitude_at(SampleRate::k8kHz, gap, hz), rms(said) * 0.8) << hz;
  }
}

}  // namespace
}  // namespace sidetone::audio
