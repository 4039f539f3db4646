#include "audio/codec/resampling.h"

#include "audio/codec/g711.h"
#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

ResamplingDecoder wideband_g711() {
  return {std::make_unique<G711Decoder>(CodecKind::kPcma), SampleRate::k48kHz};
}

TEST(ResamplingDecoder, ConcealsAtTheOuterRate) {
  ResamplingDecoder decoder = wideband_g711();
  G711Encoder encoder(CodecKind::kPcma);
  const Samples said = sine(SampleRate::k8kHz, 100ms, {.hz = 250, .amplitude = 8'000});
  std::vector<std::uint8_t> payload(said.size());
  ASSERT_EQ(encoder.encode(said, payload), 800u);
  Samples heard(5'760);
  ASSERT_EQ(decoder.decode(payload, heard), 4'800u);
  Samples gap(960);
  decoder.conceal(gap);
  EXPECT_NEAR(amplitude_at(SampleRate::k48kHz, gap, 250), 8'000, 500);
}

TEST(ResamplingDecoder, HasNoRedundancyWhereTheCodecHasNone) {
  ResamplingDecoder decoder = wideband_g711();
  Samples out(960);
  EXPECT_FALSE(decoder.decode_fec(std::vector<std::uint8_t>(160), out));
}

TEST(ResamplingDecoder, PassesOnARefusal) {
  ResamplingDecoder decoder = wideband_g711();
  Samples out(5'760);
  EXPECT_EQ(decoder.decode({}, out), unexpected(DecodeError::kMalformed));
}

TEST(ResamplingDecoder, AfterAResetNothingOfThePastIsHeard) {
  ResamplingDecoder decoder = wideband_g711();
  Samples out(5'760);
  ASSERT_TRUE(decoder.decode(std::vector<std::uint8_t>(160, 0x2A), out));
  decoder.reset();
  ASSERT_TRUE(decoder.decode(std::vector<std::uint8_t>(160, 0xD5), out));
  EXPECT_LE(std::abs(out.front()), 8);
  decoder.reset();
  Samples gap(960);
  decoder.conceal(gap);
  EXPECT_EQ(gap, Samples(960));
}

TEST(ResamplingEncoder, TakesOuterSamplesAndSendsInnerOnes) {
  ResamplingEncoder encoder(std::make_unique<G711Encoder>(CodecKind::kPcmu), SampleRate::k16kHz);
  std::vector<std::uint8_t> payload(kMaxPayloadBytes);
  EXPECT_EQ(encoder.encode(Samples(320), payload), 160u);
  EXPECT_EQ(encoder.encode(Samples(960), payload), 480u);
}

}  // namespace
}  // namespace sidetone::audio
