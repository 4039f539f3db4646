#include "audio/resampler.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

Samples resample(Resampler::Rates rates, const Samples& in) {
  Resampler resampler(rates);
  Samples out(in.size() * static_cast<std::size_t>(hz(rates.to)) /
              static_cast<std::size_t>(hz(rates.from)));
  resampler.process(in, out);
  return out;
}

std::span<const std::int16_t> settled(const Samples& sound) {
  return std::span(sound).last(sound.size() / 2);
}

double gain_db(Resampler::Rates rates, double frequency) {
  const Samples out =
      resample(rates, sine(rates.from, 400ms, {.hz = frequency, .amplitude = 10'000}));
  return 20 * std::log10(amplitude_at(rates.to, settled(out), frequency) / 10'000);
}

class ResamplerRates : public ::testing::TestWithParam<Resampler::Rates> {
 protected:
  [[nodiscard]] double narrow_hz() const {
    return std::min(hz(GetParam().from), hz(GetParam().to));
  }
};

TEST_P(ResamplerRates, PassTheWholeTelephoneBandFlat) {
  const double scale = narrow_hz() / 8'000;
  for (const double frequency : {100.0, 300.0, 1'000.0, 2'000.0, 3'000.0, 3'400.0}) {
    EXPECT_NEAR(gain_db(GetParam(), frequency * scale), 0, 0.5) << frequency;
  }
}

TEST_P(ResamplerRates, AddNothingOfTheirOwn) {
  const double frequency = 1'000 * narrow_hz() / 8'000;
  const Samples out =
      resample(GetParam(), sine(GetParam().from, 400ms, {.hz = frequency, .amplitude = 10'000}));
  const double all = rms(settled(out));
  const double tone = amplitude_at(GetParam().to, settled(out), frequency) / std::sqrt(2.0);
  EXPECT_LT(std::sqrt(std::max(all * all - tone * tone, 0.0)), tone * 0.003);  // −50 dB
}

TEST_P(ResamplerRates, ComeOutTheSameInPiecesAsInOne) {
  const Samples in = speech(GetParam().from, 200ms);
  const Samples whole = resample(GetParam(), in);
  Resampler resampler(GetParam());
  Frame frame{.rate = GetParam().from};
  Frame out;
  Samples pieces;
  for (std::size_t at = 0; at < in.size(); at += frame.samples().size()) {
    std::copy_n(in.begin() + static_cast<std::ptrdiff_t>(at), frame.samples().size(),
                frame.buffer.begin());
    resampler.process(frame, out);
    ASSERT_EQ(out.rate, GetParam().to);
    pieces.insert(pieces.end(), out.samples().begin(), out.samples().end());
  }
  EXPECT_EQ(pieces, whole);
}

TEST_P(ResamplerRates, ClipLoudSoundInsteadOfWrappingIt) {
  Samples square(samples_in(GetParam().from, 100ms));
  const std::size_t half = samples_in(GetParam().from, 2ms);
  for (std::size_t i = 0; i < square.size(); ++i) {
    square[i] = (i / half) % 2 == 0 ? std::int16_t{32'767} : std::int16_t{-32'768};
  }
  const Samples out = resample(GetParam(), square);
  // A wrapped sample would be a full swing from its neighbour at the top of a flat stretch.
  const std::size_t middle = samples_in(GetParam().to, 1ms);
  const std::size_t delay = static_cast<std::size_t>(12 * hz(GetParam().to) / narrow_hz());
  for (std::size_t flat = middle + delay; flat < out.size();
       flat += samples_in(GetParam().to, 2ms)) {
    EXPECT_GT(std::abs(int{out[flat]}), 28'000) << flat;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ResamplerRates,
                         ::testing::Values(Resampler::Rates{SampleRate::k8kHz, SampleRate::k16kHz},
                                           Resampler::Rates{SampleRate::k8kHz, SampleRate::k48kHz},
                                           Resampler::Rates{SampleRate::k16kHz, SampleRate::k48kHz},
                                           Resampler::Rates{SampleRate::k16kHz, SampleRate::k8kHz},
                                           Resampler::Rates{SampleRate::k48kHz, SampleRate::k8kHz},
                                           Resampler::Rates{SampleRate::k48kHz,
                                                            SampleRate::k16kHz}));

TEST(Resampler, WhatTheLowerRateCannotCarryDoesNotFoldBack) {
  // 5 kHz would come back as 3 kHz.
  const Samples out = resample({SampleRate::k16kHz, SampleRate::k8kHz},
                               sine(SampleRate::k16kHz, 400ms, {.hz = 5'000, .amplitude = 10'000}));
  EXPECT_LT(amplitude_at(SampleRate::k8kHz, settled(out), 3'000), 10);  // −60 dB
  EXPECT_LT(rms(settled(out)), 10);
}

TEST(Resampler, GoingUpMakesNoImages) {
  // 3 kHz at 8 kHz has its first image at 5 kHz.
  const Samples out = resample({SampleRate::k8kHz, SampleRate::k48kHz},
                               sine(SampleRate::k8kHz, 400ms, {.hz = 3'000, .amplitude = 10'000}));
  EXPECT_LT(amplitude_at(SampleRate::k48kHz, settled(out), 5'000), 10);
  EXPECT_LT(amplitude_at(SampleRate::k48kHz, settled(out), 11'000), 10);
}

TEST(Resampler, UpAndDownAgainIsTheSameSpeechThreeMillisecondsLater) {
  const Samples said = speech(SampleRate::k8kHz, 1s);
  const Samples heard = resample({SampleRate::k48kHz, SampleRate::k8kHz},
                                 resample({SampleRate::k8kHz, SampleRate::k48kHz}, said));
  const Aligned aligned = align(said, heard, 40);
  EXPECT_NEAR(static_cast<double>(aligned.delay), 24, 1);
  EXPECT_GT(aligned.snr_db, 30);
}

TEST(Resampler, EqualRatesAreACopy) {
  const Samples said = speech(SampleRate::k16kHz, 20ms);
  EXPECT_EQ(resample({SampleRate::k16kHz, SampleRate::k16kHz}, said), said);
}

TEST(Resampler, AResetForgetsThePast) {
  Resampler resampler({SampleRate::k8kHz, SampleRate::k16kHz});
  Samples out(320);
  resampler.process(Samples(160, 20'000), out);
  resampler.reset();
  resampler.process(Samples(160), out);
  EXPECT_EQ(out, Samples(320));
}

}  // namespace
}  // namespace sidetone::audio
