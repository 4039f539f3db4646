#include "audio/codec/codec.h"

#include "audio/test_sound.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr CodecSpec kOpus{.kind = CodecKind::kOpus};
constexpr CodecSpec kG722{.kind = CodecKind::kG722};
constexpr CodecSpec kPcmu{.kind = CodecKind::kPcmu};
constexpr CodecSpec kPcma{.kind = CodecKind::kPcma};

SampleRate common(std::vector<CodecSpec> codecs) {
  return cheapest_common_rate(codecs);
}

TEST(Codec, TwoLegsMeetAtTheRateOfTheNarrowerOne) {
  EXPECT_EQ(common({kOpus, kPcmu}), SampleRate::k8kHz);
  EXPECT_EQ(common({kG722, kPcma}), SampleRate::k8kHz);
  EXPECT_EQ(common({kOpus, kG722}), SampleRate::k16kHz);
  EXPECT_EQ(common({kOpus, kOpus}), SampleRate::k48kHz);
}

TEST(Codec, AnOpusPeerThatHearsLittleIsGivenLittle) {
  CodecSpec narrow = kOpus;
  narrow.opus.max_playback_rate = 16'000;
  EXPECT_EQ(common({kOpus, narrow}), SampleRate::k16kHz);
  narrow.opus.max_playback_rate = 8'000;
  EXPECT_EQ(common({narrow, kG722}), SampleRate::k8kHz);
}

TEST(Codec, G722TicksAtHalfItsSampleRate) {
  EXPECT_EQ(rtp_clock_hz(CodecKind::kG722), 8'000);
  EXPECT_EQ(rtp_clock_hz(CodecKind::kPcmu), 8'000);
  EXPECT_EQ(rtp_clock_hz(CodecKind::kPcma), 8'000);
  EXPECT_EQ(rtp_clock_hz(CodecKind::kOpus), 48'000);
}

struct Pair {
  CodecSpec codec;
  SampleRate rate;
};
class EveryCodecAtEveryRate : public ::testing::TestWithParam<Pair> {};

TEST_P(EveryCodecAtEveryRate, CarriesATone) {
  const auto [spec, rate] = GetParam();
  const auto encoder = make_encoder(spec, rate);
  const auto decoder = make_decoder(spec, rate);
  ASSERT_EQ(encoder->sample_rate(), rate);
  ASSERT_EQ(decoder->sample_rate(), rate);
  const Samples said = sine(rate, 1s, {.hz = 600, .amplitude = 8'000});
  std::array<std::uint8_t, kMaxPayloadBytes> payload;
  Samples packet(samples_in(rate, kMaxPacketTime));
  Samples heard;
  const std::size_t frame = frame_samples(rate);
  for (std::size_t at = 0; at < said.size(); at += frame) {
    const std::size_t bytes = encoder->encode(std::span(said).subspan(at, frame), payload);
    const Payload sent = Payload(payload).first(bytes);
    EXPECT_EQ(decoder->duration_of(sent), 20ms);
    EXPECT_FALSE(decoder->begins_silence(sent));
    ASSERT_EQ(decoder->decode(sent, packet), frame);
    heard.insert(heard.end(), packet.begin(), packet.begin() + static_cast<std::ptrdiff_t>(frame));
  }
  const auto settled = std::span<const std::int16_t>(heard).last(heard.size() / 2);
  EXPECT_NEAR(amplitude_at(rate, settled, 600), 8'000, 600);
  EXPECT_GT(amplitude_at(rate, settled, 600) / std::sqrt(2.0), 0.98 * rms(settled));
}

INSTANTIATE_TEST_SUITE_P(
    All, EveryCodecAtEveryRate,
    ::testing::Values(Pair{kOpus, SampleRate::k8kHz}, Pair{kOpus, SampleRate::k16kHz},
                      Pair{kOpus, SampleRate::k48kHz}, Pair{kG722, SampleRate::k8kHz},
                      Pair{kG722, SampleRate::k16kHz}, Pair{kG722, SampleRate::k48kHz},
                      Pair{kPcmu, SampleRate::k8kHz}, Pair{kPcmu, SampleRate::k16kHz},
                      Pair{kPcmu, SampleRate::k48kHz}, Pair{kPcma, SampleRate::k8kHz},
                      Pair{kPcma, SampleRate::k16kHz}, Pair{kPcma, SampleRate::k48kHz}));

}  // namespace
}  // namespace sidetone::audio
