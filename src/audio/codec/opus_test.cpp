#include "audio/codec/opus.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

using Packet = std::vector<std::uint8_t>;

std::vector<Packet> encode(OpusPacketEncoder& encoder, const Samples& said,
                           Duration packet_time = 20ms) {
  std::vector<Packet> packets;
  const std::size_t size = samples_in(encoder.sample_rate(), packet_time);
  for (std::size_t at = 0; at + size <= said.size(); at += size) {
    Packet packet(kMaxPayloadBytes);
    packet.resize(encoder.encode(std::span(said).subspan(at, size), packet));
    packets.push_back(packet);
  }
  return packets;
}

Samples decode(OpusPacketDecoder& decoder, const std::vector<Packet>& packets) {
  Samples heard;
  for (const Packet& packet : packets) {
    Samples out(samples_in(decoder.sample_rate(), kMaxPacketTime));
    const auto samples = decoder.decode(packet, out);
    EXPECT_TRUE(samples.has_value());
    out.resize(samples.value_or(0));
    heard.insert(heard.end(), out.begin(), out.end());
  }
  return heard;
}

struct Rates {
  SampleRate said;
  SampleRate heard;
};
class OpusRates : public ::testing::TestWithParam<Rates> {};

TEST_P(OpusRates, CarryAToneAtItsPitchAndLoudness) {
  const Samples said = sine(GetParam().said, 1s, {.hz = 500, .amplitude = 8'000});
  OpusPacketEncoder encoder({}, GetParam().said);
  OpusPacketDecoder decoder(GetParam().heard);
  const Samples heard = decode(decoder, encode(encoder, said));
  ASSERT_EQ(heard.size(), samples_in(GetParam().heard, 1s));
  const auto second_half = std::span<const std::int16_t>(heard).last(heard.size() / 2);
  EXPECT_NEAR(amplitude_at(GetParam().heard, second_half, 500), 8'000, 800);
}

TEST_P(OpusRates, KeepTheLoudnessOfSpeech) {
  const Samples said = speech(GetParam().said, 3s);
  OpusPacketEncoder encoder({}, GetParam().said);
  OpusPacketDecoder decoder(GetParam().heard);
  EXPECT_NEAR(dbov(decode(decoder, encode(encoder, said))), dbov(said), 2);
}

INSTANTIATE_TEST_SUITE_P(All, OpusRates,
                         ::testing::Values(Rates{SampleRate::k8kHz, SampleRate::k8kHz},
                                           Rates{SampleRate::k48kHz, SampleRate::k8kHz},
                                           Rates{SampleRate::k8kHz, SampleRate::k48kHz},
                                           Rates{SampleRate::k16kHz, SampleRate::k16kHz},
                                           Rates{SampleRate::k48kHz, SampleRate::k48kHz}));

TEST(Opus, SpeechComesBackRecognisable) {
  const Samples said = speech(SampleRate::k48kHz, 2s);
  OpusPacketEncoder encoder({}, SampleRate::k48kHz);
  OpusPacketDecoder decoder(SampleRate::k48kHz);
  const Samples heard = decode(decoder, encode(encoder, said));
  EXPECT_GT(align(said, heard, 600).snr_db, 6);
}

TEST(Opus, KnowsHowLongAPacketIs) {
  OpusPacketEncoder encoder({}, SampleRate::k16kHz);
  OpusPacketDecoder decoder(SampleRate::k8kHz);
  const Samples said = speech(SampleRate::k16kHz, 240ms);
  EXPECT_EQ(decoder.duration_of(encode(encoder, said, 20ms).front()), 20ms);
  EXPECT_EQ(decoder.duration_of(encode(encoder, said, 60ms).front()), 60ms);
  EXPECT_EQ(decoder.duration_of(encode(encoder, said, 120ms).front()), 120ms);
  EXPECT_EQ(decoder.duration_of({}), 0ms);
  // Code 3 with 63 frames of 20 ms: longer than any packet may be.
  EXPECT_EQ(decoder.duration_of(Packet{0x0B, 0x3F, 0, 0}), 0ms);
}

TEST(Opus, RefusesMalformedPacketsAndGoesOn) {
  OpusPacketDecoder decoder(SampleRate::k48kHz);
  Samples out(5'760);
  EXPECT_EQ(decoder.decode({}, out), unexpected(DecodeError::kMalformed));
  // Code 1 promises two equal halves; three bytes are left.
  EXPECT_EQ(decoder.decode(Packet{0x79, 1, 2, 3}, out), unexpected(DecodeError::kMalformed));
  OpusPacketEncoder encoder({}, SampleRate::k48kHz);
  const Samples said = sine(SampleRate::k48kHz, 200ms, {.hz = 300, .amplitude = 8'000});
  EXPECT_GT(dbov(decode(decoder, encode(encoder, said))), -20);
}

TEST(Opus, SendsNoHigherThanThePeerCanHear) {
  OpusPacketEncoder encoder({.max_playback_rate = 8'000}, SampleRate::k48kHz);
  for (const Packet& packet : encode(encoder, speech(SampleRate::k48kHz, 500ms))) {
    // [RFC6716 §3.1] configurations 0-3 are SILK narrowband, 16-19 CELT narrowband.
    const int configuration = packet[0] >> 3;
    EXPECT_TRUE(configuration < 4 || (configuration >= 16 && configuration < 20)) << configuration;
  }
}

TEST(Opus, KeepsToTheBitrateThatThePeerAskedFor) {
  OpusPacketEncoder encoder({.max_average_bitrate = 12'000}, SampleRate::k8kHz);
  std::size_t bytes = 0;
  const std::vector<Packet> packets = encode(encoder, speech(SampleRate::k8kHz, 3s));
  for (const Packet& packet : packets) bytes += packet.size();
  EXPECT_LT(8 * bytes / 3, 12'600u);
  EXPECT_GT(8 * bytes / 3, 5'000u);
}

TEST(Opus, RedundancyIsSentOnlyWhereLossIsReported) {
  OpusPacketEncoder encoder({}, SampleRate::k16kHz);
  const Samples said = speech(SampleRate::k16kHz, 1s);
  const auto redundant = [](const std::vector<Packet>& packets) {
    return std::ranges::count_if(packets, [](const Packet& p) { return opus_has_fec(p); });
  };
  EXPECT_EQ(redundant(encode(encoder, said)), 0);
  encoder.expect_loss(20);
  EXPECT_GT(redundant(encode(encoder, said)), 15);
}

TEST(Opus, ALostPacketIsRecoveredFromTheNext) {
  OpusPacketEncoder encoder({}, SampleRate::k16kHz);
  encoder.expect_loss(20);
  const Samples said = speech(SampleRate::k16kHz, 300ms);
  const std::vector<Packet> packets = encode(encoder, said);
  constexpr std::size_t kLost = 9;
  ASSERT_TRUE(opus_has_fec(packets[kLost + 1]));

  OpusPacketDecoder lucky(SampleRate::k16kHz);
  const Samples whole = decode(lucky, packets);
  const auto truth = std::span<const std::int16_t>(whole).subspan(kLost * 320, 320);

  const std::vector<Packet> before(packets.begin(), packets.begin() + kLost);
  OpusPacketDecoder redundant(SampleRate::k16kHz);
  OpusPacketDecoder guessing(SampleRate::k16kHz);
  decode(redundant, before);
  decode(guessing, before);
  Samples recovered(320);
  Samples guessed(320);
  ASSERT_TRUE(redundant.decode_fec(packets[kLost + 1], recovered));
  guessing.conceal(guessed);
  EXPECT_GT(snr_db(truth, recovered), snr_db(truth, guessed) + 3);
  EXPECT_GT(snr_db(truth, recovered), 5);
}

TEST(Opus, WithoutRedundancyThereIsNothingToRecover) {
  OpusPacketEncoder encoder({.inband_fec = false}, SampleRate::k16kHz);
  encoder.expect_loss(20);
  OpusPacketDecoder decoder(SampleRate::k16kHz);
  Samples out(320);
  for (const Packet& packet : encode(encoder, speech(SampleRate::k16kHz, 400ms))) {
    EXPECT_FALSE(decoder.decode_fec(packet, out));
  }
  EXPECT_FALSE(decoder.decode_fec({}, out));
}

TEST(Opus, SilenceNeedsFewPacketsAndTheFirstOfThemSaysSo) {
  OpusPacketEncoder encoder({.dtx = true}, SampleRate::k16kHz);
  OpusPacketDecoder decoder(SampleRate::k16kHz);
  encode(encoder, speech(SampleRate::k16kHz, 500ms));
  const std::vector<Packet> packets = encode(encoder, Samples(16'000 * 2));
  const auto sent = std::ranges::count_if(packets, [](const Packet& p) { return !p.empty(); });
  EXPECT_LT(sent, 40);
  EXPECT_TRUE(std::ranges::any_of(
      packets, [&](const Packet& p) { return !p.empty() && decoder.begins_silence(p); }));
}

TEST(Opus, WithoutDtxEachPacketIsSent) {
  OpusPacketEncoder encoder({}, SampleRate::k16kHz);
  for (const Packet& packet : encode(encoder, Samples(16'000))) EXPECT_GT(packet.size(), 2u);
}

TEST(Opus, ConcealsWithoutAClick) {
  const Samples said = sine(SampleRate::k48kHz, 400ms, {.hz = 300, .amplitude = 8'000});
  OpusPacketEncoder encoder({}, SampleRate::k48kHz);
  OpusPacketDecoder decoder(SampleRate::k48kHz);
  Samples heard = decode(decoder, encode(encoder, said));
  const int own = largest_step(heard);
  Samples gap(960);
  decoder.conceal(gap);
  heard.insert(heard.end(), gap.begin(), gap.end());
  EXPECT_LE(largest_step(std::span(heard).last(1'000)), 3 * own);
  EXPECT_GT(dbov(gap), dbov(said) - 6);
}

TEST(Opus, ComplexityIsBounded) {
  OpusPacketEncoder encoder({.complexity = 200}, SampleRate::k8kHz);
  EXPECT_EQ(encode(encoder, speech(SampleRate::k8kHz, 40ms)).size(), 2u);
}

TEST(Opus, AfterAResetItEncodesAsIfNew) {
  const Samples said = speech(SampleRate::k8kHz, 200ms);
  OpusPacketEncoder encoder({}, SampleRate::k8kHz);
  const std::vector<Packet> first = encode(encoder, said);
  EXPECT_NE(encode(encoder, said), first);
  encoder.reset();
  EXPECT_EQ(encode(encoder, said), first);
}

}  // namespace
}  // namespace sidetone::audio
