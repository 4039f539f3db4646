#include "audio/codec/g722.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

struct Rates {
  SampleRate said;
  SampleRate heard;
};

/// Encodes and decodes 20 ms packets.
Samples round_trip(Rates rates, const Samples& said) {
  G722Encoder encoder(rates.said);
  G722Decoder decoder(rates.heard);
  std::vector<std::uint8_t> payload(kMaxPayloadBytes);
  Samples packet(samples_in(rates.heard, kMaxPacketTime));
  Samples heard;
  const std::size_t frame = frame_samples(rates.said);
  for (std::size_t at = 0; at + frame <= said.size(); at += frame) {
    const std::size_t bytes = encoder.encode(std::span(said).subspan(at, frame), payload);
    EXPECT_EQ(bytes, 160u);
    const auto samples = decoder.decode(Payload(payload).first(bytes), packet);
    EXPECT_EQ(samples, frame_samples(rates.heard));
    heard.insert(heard.end(), packet.begin(),
                 packet.begin() + static_cast<std::ptrdiff_t>(*samples));
  }
  return heard;
}

TEST(G722, CarriesWidebandSpeech) {
  const Samples said = speech(SampleRate::k16kHz, 2s);
  const Samples heard = round_trip({SampleRate::k16kHz, SampleRate::k16kHz}, said);
  const Aligned aligned = align(said, heard, 64);
  EXPECT_GT(aligned.snr_db, 18);
  EXPECT_NEAR(dbov(heard), dbov(said), 0.5);
}

TEST(G722, CarriesATelephoneTone) {
  const Samples said = sine(SampleRate::k16kHz, 1s, {.hz = 1'000, .amplitude = 10'000});
  const Samples heard = round_trip({SampleRate::k16kHz, SampleRate::k16kHz}, said);
  EXPECT_NEAR(amplitude_at(SampleRate::k16kHz, heard, 1'000), 10'000, 500);
}

TEST(G722, CarriesWhatATelephoneCannot) {
  const Samples said = sine(SampleRate::k16kHz, 1s, {.hz = 6'000, .amplitude = 6'000});
  const Samples heard = round_trip({SampleRate::k16kHz, SampleRate::k16kHz}, said);
  EXPECT_NEAR(amplitude_at(SampleRate::k16kHz, heard, 6'000), 6'000, 600);
}

TEST(G722, ItsLowerBandAloneServesANarrowbandLeg) {
  const Samples said = sine(SampleRate::k16kHz, 1s, {.hz = 1'000, .amplitude = 10'000});
  const Samples heard = round_trip({SampleRate::k16kHz, SampleRate::k8kHz}, said);
  EXPECT_NEAR(amplitude_at(SampleRate::k8kHz, heard, 1'000), 10'000, 500);
}

TEST(G722, ANarrowbandLegIsHeardAtItsLoudness) {
  const Samples said = sine(SampleRate::k8kHz, 1s, {.hz = 1'000, .amplitude = 10'000});
  const Samples heard = round_trip({SampleRate::k8kHz, SampleRate::k16kHz}, said);
  EXPECT_NEAR(amplitude_at(SampleRate::k16kHz, heard, 1'000), 10'000, 500);
}

TEST(G722, CountsTimeInBytesOf125Microseconds) {
  G722Decoder decoder(SampleRate::k16kHz);
  EXPECT_EQ(decoder.duration_of(std::vector<std::uint8_t>(160)), 20ms);
  EXPECT_EQ(decoder.duration_of({}), 0ms);
  EXPECT_EQ(decoder.duration_of(std::vector<std::uint8_t>(1'000)), 0ms);
  Samples out(1'920);
  EXPECT_EQ(decoder.decode({}, out), unexpected(DecodeError::kMalformed));
}

TEST(G722, AfterAResetItDecodesAsIfNew) {
  G722Encoder encoder(SampleRate::k16kHz);
  const Samples said = speech(SampleRate::k16kHz, 500ms);
  std::vector<std::uint8_t> payload(kMaxPayloadBytes);
  Samples first(1'920);
  Samples again(1'920);
  const std::size_t bytes = encoder.encode(std::span(said).last(320), payload);
  G722Decoder decoder(SampleRate::k16kHz);
  ASSERT_TRUE(decoder.decode(Payload(payload).first(bytes), first));
  ASSERT_TRUE(decoder.decode(Payload(payload).first(bytes), again));
  EXPECT_NE(first, again);
  decoder.reset();
  ASSERT_TRUE(decoder.decode(Payload(payload).first(bytes), again));
  EXPECT_EQ(first, again);
}

}  // namespace
}  // namespace sidetone::audio
