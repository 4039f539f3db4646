#include "audio/codec/g711.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(G711, UlawHasTheValuesOfItsTable) {
  EXPECT_EQ(ulaw_to_linear(0x00), -32'124);
  EXPECT_EQ(ulaw_to_linear(0x80), 32'124);
  EXPECT_EQ(ulaw_to_linear(0xFF), 0);
  EXPECT_EQ(ulaw_to_linear(0x7F), 0);
  EXPECT_EQ(ulaw_to_linear(0xFE), 8);
  EXPECT_EQ(ulaw_to_linear(0xEF), 132);
}

TEST(G711, AlawHasTheValuesOfItsTable) {
  EXPECT_EQ(alaw_to_linear(0xD5), 8);
  EXPECT_EQ(alaw_to_linear(0x55), -8);
  EXPECT_EQ(alaw_to_linear(0xAA), 32'256);
  EXPECT_EQ(alaw_to_linear(0x2A), -32'256);
  EXPECT_EQ(alaw_to_linear(0xC5), 264);
}

TEST(G711, EachCodeSurvivesARoundTrip) {
  for (int code = 0; code < 256; ++code) {
    const auto byte = static_cast<std::uint8_t>(code);
    EXPECT_EQ(linear_to_alaw(alaw_to_linear(byte)), byte) << code;
    // The µ-law has two zeros; both are silence.
    const std::uint8_t same = byte == 0x7F ? 0xFF : byte;
    EXPECT_EQ(linear_to_ulaw(ulaw_to_linear(byte)), same) << code;
  }
}

TEST(G711, EachSampleComesBackAtMostHalfAStepOff) {
  for (int sample = -32'768; sample <= 32'767; ++sample) {
    const auto said = static_cast<std::int16_t>(sample);
    const int ulaw = ulaw_to_linear(linear_to_ulaw(said));
    const int alaw = alaw_to_linear(linear_to_alaw(said));
    // Steps grow with the segment; none is wider than a sixteenth of the value, or 16.
    ASSERT_LE(std::abs(ulaw - sample), std::max(8, std::abs(sample) / 32 + 5)) << sample;
    ASSERT_LE(std::abs(alaw - sample), std::max(8, std::abs(sample) / 32 + 8)) << sample;
  }
}

double round_trip_snr(CodecKind law, const Samples& said) {
  G711Encoder encoder(law);
  G711Decoder decoder(law);
  std::vector<std::uint8_t> payload(said.size());
  Samples heard(said.size());
  EXPECT_EQ(encoder.encode(said, payload), said.size());
  EXPECT_EQ(decoder.decode(payload, heard), said.size());
  return snr_db(said, heard);
}

TEST(G711, CarriesASineWithTheNoiseThatG712Allows) {
  const Samples said = sine(SampleRate::k8kHz, 20ms, {.hz = 1'020, .amplitude = 10'000});
  EXPECT_GT(round_trip_snr(CodecKind::kPcmu, said), 36);
  EXPECT_GT(round_trip_snr(CodecKind::kPcma, said), 36);
}

TEST(G711, RefusesWhatIsNoPacket) {
  G711Decoder decoder(CodecKind::kPcmu);
  Samples out(960);
  EXPECT_EQ(decoder.decode({}, out), unexpected(DecodeError::kMalformed));
  const std::vector<std::uint8_t> long_packet(961);
  EXPECT_EQ(decoder.decode(long_packet, out), unexpected(DecodeError::kMalformed));
  EXPECT_EQ(decoder.duration_of(long_packet), 0ms);
  EXPECT_EQ(decoder.duration_of(std::vector<std::uint8_t>(960)), 120ms);
}

TEST(G711, ConcealsALossWithWhatWasHeard) {
  G711Encoder encoder(CodecKind::kPcma);
  G711Decoder decoder(CodecKind::kPcma);
  const Samples said = sine(SampleRate::k8kHz, 100ms, {.hz = 200, .amplitude = 8'000});
  std::vector<std::uint8_t> payload(said.size());
  ASSERT_EQ(encoder.encode(said, payload), payload.size());
  Samples out(800);
  ASSERT_TRUE(decoder.decode(payload, out));
  Samples gap(160);
  decoder.conceal(gap);
  EXPECT_NEAR(amplitude_at(SampleRate::k8kHz, gap, 200), 8'000, 400);
}

}  // namespace
}  // namespace sidetone::audio
