#include "audio/dtmf.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <string>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

std::string heard_by(DtmfDetector& detector) {
  std::string digits;
  while (const auto digit = detector.poll()) digits += *digit;
  return digits;
}

class DtmfRates : public ::testing::TestWithParam<SampleRate> {};

TEST_P(DtmfRates, EachKeyIsHeardOnceAndInOrder) {
  DtmfGenerator generator(GetParam());
  DtmfDetector detector(GetParam());
  ASSERT_TRUE(generator.press("0123456789*#ABCD"));
  Frame frame;
  while (!generator.idle()) {
    generator.next_frame(frame);
    detector.handle_frame(frame);
  }
  EXPECT_EQ(heard_by(detector), "0123456789*#ABCD");
}

TEST_P(DtmfRates, SpeechIsNoKeyPress) {
  DtmfDetector detector(GetParam());
  const Samples said = speech(GetParam(), 30s);
  Frame frame{.rate = GetParam()};
  for (std::size_t at = 0; at < said.size(); at += frame.samples().size()) {
    std::copy_n(said.begin() + static_cast<std::ptrdiff_t>(at), frame.samples().size(),
                frame.buffer.begin());
    detector.handle_frame(frame);
  }
  EXPECT_EQ(heard_by(detector), "");
}

INSTANTIATE_TEST_SUITE_P(All, DtmfRates,
                         ::testing::Values(SampleRate::k8kHz, SampleRate::k16kHz,
                                           SampleRate::k48kHz));

TEST(DtmfDetector, KnowsWhileAKeySounds) {
  DtmfGenerator generator(SampleRate::k8kHz);
  DtmfDetector detector(SampleRate::k8kHz);
  ASSERT_TRUE(generator.press("5", 200ms));
  Frame frame;
  for (int i = 0; i < 5; ++i) {
    generator.next_frame(frame);
    detector.handle_frame(frame);
  }
  EXPECT_TRUE(detector.sounding());
  for (int i = 0; i < 20; ++i) {
    generator.next_frame(frame);
    detector.handle_frame(frame);
  }
  EXPECT_FALSE(detector.sounding());
}

TEST(DtmfGenerator, SoundsForTheTimeAskedAndThenPauses) {
  DtmfGenerator generator(SampleRate::k8kHz);
  ASSERT_TRUE(generator.press("11", 100ms));
  std::string cadence;
  Frame frame;
  for (int i = 0; i < 18; ++i) {
    generator.next_frame(frame);
    cadence += rms(frame.samples()) > 100 ? '#' : '.';
  }
  EXPECT_EQ(cadence, "#####....#####....");
}

TEST(DtmfGenerator, RefusesWhatIsNoKeyAndPlaysNoneOfIt) {
  DtmfGenerator generator(SampleRate::k8kHz);
  EXPECT_FALSE(generator.press("12x"));
  EXPECT_TRUE(generator.idle());
}

TEST(DtmfGenerator, RefusesMoreThanItCanHold) {
  DtmfGenerator generator(SampleRate::k8kHz);
  EXPECT_TRUE(generator.press(std::string(64, '1')));
  EXPECT_FALSE(generator.press("2"));
  Frame frame;
  generator.next_frame(frame);
  EXPECT_TRUE(generator.press("2"));
}

TEST(DtmfGenerator, IsSilentWhileIdle) {
  DtmfGenerator generator(SampleRate::k16kHz);
  Frame frame;
  frame.buffer.fill(77);
  generator.next_frame(frame);
  EXPECT_EQ(frame.rate, SampleRate::k16kHz);
  EXPECT_EQ(rms(frame.samples()), 0);
}

TEST(Dtmf, AStrangeKeyHasNoFrequencies) {
  EXPECT_FALSE(dtmf_frequencies('E'));
  EXPECT_FALSE(dtmf_frequencies('\0'));
  EXPECT_EQ(dtmf_frequencies('#')->low_hz, 941);
  EXPECT_EQ(dtmf_frequencies('#')->high_hz, 1'477);
}

}  // namespace
}  // namespace sidetone::audio
