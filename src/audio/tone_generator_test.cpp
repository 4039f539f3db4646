#include "audio/tone_generator.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <string>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

Samples play(const Tone& tone, SampleRate rate, Duration length) {
  ToneGenerator generator(tone, rate);
  Samples sound;
  Frame frame;
  for (Duration at{}; at < length; at += kFrameTime) {
    generator.next_frame(frame);
    sound.insert(sound.end(), frame.samples().begin(), frame.samples().end());
  }
  return sound;
}

/// One letter per 50 ms: '#' sounds, '.' does not.
std::string cadence(const Tone& tone, Duration length) {
  const Samples sound = play(tone, SampleRate::k8kHz, length);
  std::string letters;
  for (std::size_t at = 0; at + 400 <= sound.size(); at += 400) {
    letters += rms(std::span(sound).subspan(at, 400)) > 100 ? '#' : '.';
  }
  return letters;
}

std::string times(std::size_t count, char letter) {
  return std::string(count, letter);
}

TEST(ToneGenerator, RingsOneSecondInFiveInEurope) {
  EXPECT_EQ(cadence(ringback_tone(ToneStyle::kEurope), 10s),
            times(20, '#') + times(80, '.') + times(20, '#') + times(80, '.'));
}

TEST(ToneGenerator, RingsTwoSecondsInSixInTheUnitedStates) {
  EXPECT_EQ(cadence(ringback_tone(ToneStyle::kUnitedStates), 8s),
            times(40, '#') + times(80, '.') + times(40, '#'));
}

TEST(ToneGenerator, BusyIsSlowAndCongestionFast) {
  EXPECT_EQ(cadence(busy_tone(ToneStyle::kEurope), 2s), "##########..........##########..........");
  EXPECT_EQ(cadence(congestion_tone(ToneStyle::kEurope), 1s), "#####.....#####.....");
}

TEST(ToneGenerator, TheErrorToneRisesInThreeSteps) {
  const Samples sound = play(error_tone(), SampleRate::k8kHz, 2s);
  const auto third = [&](std::size_t step) {
    return std::span(sound).subspan(step * 2'640 + 200, 2'200);
  };
  EXPECT_GT(amplitude_at(SampleRate::k8kHz, third(0), 950), 6'000);
  EXPECT_GT(amplitude_at(SampleRate::k8kHz, third(1), 1'400), 6'000);
  EXPECT_GT(amplitude_at(SampleRate::k8kHz, third(2), 1'800), 6'000);
}

TEST(ToneGenerator, ABeepSoundsOnceAndIsOver) {
  ToneGenerator generator(beep_tone(), SampleRate::k8kHz);
  EXPECT_FALSE(generator.finished());
  EXPECT_EQ(cadence(beep_tone(), 1s), "########............");
  Frame frame;
  for (int i = 0; i < 20; ++i) generator.next_frame(frame);
  EXPECT_TRUE(generator.finished());
}

class ToneRates : public ::testing::TestWithParam<SampleRate> {};

TEST_P(ToneRates, HaveBothFrequenciesAtTheLevelAsked) {
  const Samples sound = play(ringback_tone(ToneStyle::kUnitedStates), GetParam(), 1s);
  const double amplitude = 32'767 * std::sqrt(2.0) * std::pow(10, -16 / 20.0);
  EXPECT_NEAR(amplitude_at(GetParam(), sound, 440), amplitude, amplitude * 0.02);
  EXPECT_NEAR(amplitude_at(GetParam(), sound, 480), amplitude, amplitude * 0.02);
  EXPECT_LT(amplitude_at(GetParam(), sound, 620), amplitude * 0.01);
}

TEST_P(ToneRates, DoNotClickWhereTheyBeginAndEnd) {
  const Samples sound = play(congestion_tone(ToneStyle::kEurope), GetParam(), 2s);
  const Samples steady =
      play({.steps = {ToneStep{.low_hz = 425, .on = 10s}}, .step_count = 1}, GetParam(), 1s);
  EXPECT_LE(largest_step(sound), largest_step(steady) + 1);
}

TEST_P(ToneRates, StayTrueForHours) {
  ToneGenerator generator({.steps = {ToneStep{.low_hz = 425, .on = 3'600s}}, .step_count = 1},
                          GetParam());
  Frame frame;
  for (int i = 0; i < 50 * 60; ++i) generator.next_frame(frame);
  const double amplitude = 32'767 * std::sqrt(2.0) * std::pow(10, -16 / 20.0);
  EXPECT_NEAR(rms(frame.samples()) * std::sqrt(2.0), amplitude, amplitude * 0.05);
}

INSTANTIATE_TEST_SUITE_P(All, ToneRates,
                         ::testing::Values(SampleRate::k8kHz, SampleRate::k16kHz,
                                           SampleRate::k48kHz));

}  // namespace
}  // namespace sidetone::audio
