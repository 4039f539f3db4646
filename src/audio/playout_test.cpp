#include "audio/playout.h"

#include "audio/codec/opus.h"
#include "audio/jitter/test_network.h"
#include "audio/packetizer.h"
#include "audio/test_sound.h"
#include "base/random.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr CodecSpec kOpus{.kind = CodecKind::kOpus, .payload_type = 111};
constexpr CodecSpec kG722{.kind = CodecKind::kG722, .payload_type = 9};
constexpr CodecSpec kPcmu{.kind = CodecKind::kPcmu, .payload_type = 0};
constexpr CodecSpec kPcma{.kind = CodecKind::kPcma, .payload_type = 8};

struct Sent {
  std::vector<std::uint8_t> payload;
  std::uint32_t timestamp = 0;
};

/// What a phone sends when it hears `said`.
std::vector<Sent> send(const CodecSpec& spec, SampleRate rate, const Samples& said,
                       int expected_loss = 0) {
  Packetizer packetizer(spec, rate);
  packetizer.expect_loss(expected_loss);
  std::vector<Sent> sent;
  Frame frame{.rate = rate};
  for (std::size_t at = 0; at + frame.samples().size() <= said.size();
       at += frame.samples().size()) {
    std::copy_n(said.begin() + static_cast<std::ptrdiff_t>(at), frame.samples().size(),
                frame.buffer.begin());
    packetizer.push(frame);
    while (const auto packet = packetizer.poll()) {
      sent.push_back({.payload = {packet->payload.begin(), packet->payload.end()},
                      .timestamp = packet->timestamp});
    }
  }
  return sent;
}

RtpAudio rtp(const CodecSpec& spec, const Sent& sent, std::int64_t number) {
  return {.payload_type = spec.payload_type,
          .sequence = static_cast<std::uint16_t>(65'000 + number),
          .timestamp = 0xFFFF'0000 + sent.timestamp,
          .ssrc = 7,
          .payload = sent.payload};
}

struct Listened {
  Samples heard;
  PlayoutStats stats;
};

/// Plays `sent` as `network` delivers it.
Listened listen(const CodecSpec& spec, SampleRate rate, const std::vector<Sent>& sent,
                const NetworkConfig& network) {
  SeededRandom random(3);
  Playout playout({.codecs = {spec}, .rate = rate});
  const std::vector<Delivery> arrivals =
      deliver(network, static_cast<std::int64_t>(sent.size()), random);
  auto next = arrivals.begin();
  Listened result;
  Frame frame;
  const Instant end =
      kNetworkStart + network.packet_time * static_cast<std::int64_t>(sent.size()) + 200ms;
  for (Instant now = kNetworkStart + 5ms; now < end; now += kFrameTime) {
    for (; next != arrivals.end() && next->arrival <= now; ++next) {
      playout.insert(rtp(spec, sent[static_cast<std::size_t>(next->number)], next->number),
                     next->arrival);
    }
    playout.next_frame(now, frame);
    EXPECT_EQ(frame.rate, rate);
    result.heard.insert(result.heard.end(), frame.samples().begin(), frame.samples().end());
  }
  result.stats = playout.stats();
  return result;
}

/// The loudest that differs by more than a codec does from what was said, in dB below it.
double likeness_db(SampleRate rate, const Samples& said, const Samples& heard) {
  return align(said, heard, samples_in(rate, 150ms)).snr_db;
}

class PlayoutOf : public ::testing::TestWithParam<std::pair<CodecSpec, SampleRate>> {
 protected:
  [[nodiscard]] CodecSpec spec() const { return GetParam().first; }
  [[nodiscard]] SampleRate rate() const { return GetParam().second; }
};

TEST_P(PlayoutOf, AnEvenNetworkIsNotHeardAtAll) {
  const Samples said = speech(rate(), 2s);
  const auto [heard, stats] = listen(spec(), rate(), send(spec(), rate(), said), {.latency = 40ms});
  EXPECT_GT(likeness_db(rate(), said, heard), spec().kind == CodecKind::kOpus ? 5 : 15);
  EXPECT_NEAR(dbov(heard), dbov(said), 2);
  EXPECT_EQ(stats.jitter.lost, 0u);
  // Only the tail, after the sender has stopped, is concealed.
  EXPECT_LE(stats.concealed_samples, samples_in(rate(), 120ms));
}

TEST_P(PlayoutOf, LossJitterAndReorderingLeaveNoHoleAndNoClick) {
  const Samples said = speech(rate(), 12s);
  // G.722 adapts sample by sample and may overshoot once after a gap.
  const double click = spec().kind == CodecKind::kG722 ? 3 : 1.5;
  for (const int loss : {1, 5, 10, 20}) {
    const auto [heard, stats] =
        listen(spec(), rate(), send(spec(), rate(), said, loss),
               {.jitter = 40ms, .loss_percent = loss, .duplicate_percent = 5});
    EXPECT_LE(largest_step(heard), click * largest_step(said)) << loss;
    EXPECT_NEAR(dbov(heard), dbov(said), 1.5) << loss;
    EXPECT_GT(stats.jitter.lost, 4u * static_cast<unsigned>(loss)) << loss;
    EXPECT_LT(stats.silent_samples, samples_in(rate(), 400ms)) << loss;
  }
}

TEST_P(PlayoutOf, OneLostPacketInTwentyLeavesNoHoleInASteadyVoice) {
  const Samples said = sine(rate(), 20s, {.hz = 220, .amplitude = 8'000});
  const auto [heard, stats] =
      listen(spec(), rate(), send(spec(), rate(), said, 5), {.jitter = 20ms, .loss_percent = 5});
  const std::span<const std::int16_t> talk =
      std::span(heard).subspan(samples_in(rate(), 300ms), samples_in(rate(), 19s));
  EXPECT_LE(longest_gap(rate(), talk, -40), 40ms);
  EXPECT_NEAR(dbov(talk), dbov(said), 2.5);
}

TEST_P(PlayoutOf, ADriftingClockIsNotHeard) {
  const Samples said = sine(rate(), 60s, {.hz = 220, .amplitude = 8'000});
  const std::vector<Sent> sent = send(spec(), rate(), said);
  // Ten times worse than any sound card, to see it in a minute.
  for (const int ppm : {-2'000, 2'000}) {
    const auto [heard, stats] = listen(spec(), rate(), sent, {.jitter = 5ms, .drift_ppm = ppm});
    const std::span<const std::int16_t> talk =
        std::span(heard).subspan(samples_in(rate(), 300ms), samples_in(rate(), 59s));
    EXPECT_LE(longest_gap(rate(), talk, -40), 0ms) << ppm;
    EXPECT_LE(largest_step(talk), 2 * largest_step(said)) << ppm;
    EXPECT_LE(stats.concealed_samples, samples_in(rate(), 400ms)) << ppm;
    EXPECT_LE(stats.jitter.mean_delay, 60ms) << ppm;
    const double stretched =
        static_cast<double>(stats.inserted_samples) - static_cast<double>(stats.removed_samples);
    EXPECT_NEAR(stretched / hz(rate()), ppm * 60e-6, 0.05) << ppm;
  }
}

INSTANTIATE_TEST_SUITE_P(EachCodec, PlayoutOf,
                         ::testing::Values(std::pair{kOpus, SampleRate::k8kHz},
                                           std::pair{kOpus, SampleRate::k48kHz},
                                           std::pair{kG722, SampleRate::k16kHz},
                                           std::pair{kPcmu, SampleRate::k8kHz},
                                           std::pair{kPcma, SampleRate::k48kHz}));

TEST(Playout, IsSilentBeforeAnythingCame) {
  Playout playout({.codecs = {kPcma}, .rate = SampleRate::k16kHz});
  Frame frame;
  frame.buffer.fill(99);
  playout.next_frame(kNetworkStart, frame);
  EXPECT_EQ(frame.rate, SampleRate::k16kHz);
  EXPECT_EQ(rms(frame.samples()), 0);
  EXPECT_EQ(playout.stats().silent_samples, 320u);
  EXPECT_FALSE(playout.codec());
}

TEST(Playout, MostOfWhatOpusSentTwiceIsRecovered) {
  const Samples said = speech(SampleRate::k16kHz, 20s);
  const std::vector<Sent> sent = send(kOpus, SampleRate::k16kHz, said, 20);
  const NetworkConfig network{.jitter = 10ms, .loss_percent = 10};
  const Listened got = listen(kOpus, SampleRate::k16kHz, sent, network);
  SeededRandom random(3);
  std::vector<bool> arrived(sent.size() + 1);
  for (const Delivery& d : deliver(network, static_cast<std::int64_t>(sent.size()), random)) {
    arrived[static_cast<std::size_t>(d.number)] = true;
  }
  std::uint64_t recoverable = 0;
  for (std::size_t i = 0; i + 1 < sent.size(); ++i) {
    if (!arrived[i] && arrived[i + 1] && opus_has_fec(sent[i + 1].payload)) recoverable += 320;
  }
  EXPECT_GT(recoverable, 30u * 320);
  EXPECT_GT(got.stats.fec_samples, recoverable * 8 / 10);
}

TEST(Playout, WithoutRedundancyNothingIsRecovered) {
  const CodecSpec deaf{
      .kind = CodecKind::kOpus, .payload_type = 111, .opus = {.inband_fec = false}};
  const Samples said = speech(SampleRate::k16kHz, 5s);
  const Listened got = listen(deaf, SampleRate::k16kHz, send(deaf, SampleRate::k16kHz, said, 20),
                              {.jitter = 10ms, .loss_percent = 10});
  EXPECT_EQ(got.stats.fec_samples, 0u);
  EXPECT_GT(got.stats.concealed_samples, samples_in(SampleRate::k16kHz, 200ms));
}

TEST(Playout, APhoneThatDescribesItsSilenceSoundsQuietNotDead) {
  Playout playout({.codecs = {kPcma}, .comfort_noise = 13, .rate = SampleRate::k8kHz});
  const std::vector<Sent> sent = send(
      kPcma, SampleRate::k8kHz, sine(SampleRate::k8kHz, 200ms, {.hz = 300, .amplitude = 8'000}));
  Instant now = kNetworkStart;
  Frame frame;
  std::int64_t number = 0;
  for (; number < 10; ++number, now += kFrameTime) {
    playout.insert(rtp(kPcma, sent[static_cast<std::size_t>(number)], number), now);
    playout.next_frame(now, frame);
  }
  RtpAudio noise = rtp(kPcma, {.payload = {50}, .timestamp = 1'600}, number);
  noise.payload_type = 13;
  const std::vector<std::uint8_t> level{50};
  noise.payload = level;
  playout.insert(noise, now);
  for (int i = 0; i < 50; ++i, now += kFrameTime) playout.next_frame(now, frame);
  EXPECT_NEAR(dbov(frame.samples()), -50, 2);
  EXPECT_EQ(playout.stats().jitter.lost, 0u);
  EXPECT_EQ(playout.stats().concealed_samples, 0u);
}

TEST(Playout, DtxOfOpusSoundsLikeThePauseItIs) {
  CodecSpec dtx = kOpus;
  dtx.opus.dtx = true;
  Samples said = speech(SampleRate::k16kHz, 10s);
  std::uint32_t dice = 5;
  for (std::int16_t& sample : said) {
    dice = dice * 1'664'525 + 1'013'904'223;
    sample = to_sample(sample + (static_cast<std::int32_t>(dice) >> 26));
  }
  const std::vector<Sent> sent = send(dtx, SampleRate::k16kHz, said);
  ASSERT_LT(sent.size(), 470u);
  Playout playout({.codecs = {dtx}, .rate = SampleRate::k16kHz});
  Frame frame;
  std::size_t number = 0;
  Samples heard;
  for (Instant now = kNetworkStart; now < kNetworkStart + 10s; now += kFrameTime) {
    while (number < sent.size() && kNetworkStart + sent[number].timestamp * 1'000us / 48 <= now) {
      playout.insert(rtp(dtx, sent[number], static_cast<std::int64_t>(number)), now);
      ++number;
    }
    playout.next_frame(now, frame);
    heard.insert(heard.end(), frame.samples().begin(), frame.samples().end());
  }
  EXPECT_EQ(playout.stats().jitter.lost, 0u);
  EXPECT_EQ(playout.stats().concealed_samples, 0u);
  EXPECT_GT(playout.stats().comfort_samples, samples_in(SampleRate::k16kHz, 500ms));
  EXPECT_LE(largest_step(heard), largest_step(said) * 3 / 2);
}

TEST(Playout, AnotherSourceIsHeardWithoutHoleOrClick) {
  const Samples said = sine(SampleRate::k8kHz, 2s, {.hz = 250, .amplitude = 8'000});
  const std::vector<Sent> sent = send(kPcmu, SampleRate::k8kHz, said);
  Playout playout({.codecs = {kPcmu}, .rate = SampleRate::k8kHz});
  Frame frame;
  Samples heard;
  Instant now = kNetworkStart;
  for (std::int64_t number = 0; number < 100; ++number, now += kFrameTime) {
    RtpAudio packet = rtp(kPcmu, sent[static_cast<std::size_t>(number)], number);
    if (number >= 50) {
      packet.ssrc = 1'234;
      packet.sequence = static_cast<std::uint16_t>(packet.sequence + 30'000);
      packet.timestamp += 987'654;
    }
    playout.insert(packet, now);
    playout.next_frame(now, frame);
    heard.insert(heard.end(), frame.samples().begin(), frame.samples().end());
  }
  const std::span<const std::int16_t> talk = std::span(heard).subspan(800);
  EXPECT_EQ(longest_gap(SampleRate::k8kHz, talk, -40), 0ms);
  EXPECT_LE(largest_step(talk), 2 * largest_step(said));
  EXPECT_EQ(playout.stats().jitter.restarts, 1u);
  EXPECT_EQ(playout.stats().concealed_samples, 0u);
}

TEST(Playout, StragglersOfTheFormerSourceChangeNothing) {
  const std::vector<Sent> sent = send(kPcmu, SampleRate::k8kHz, Samples(1'600));
  Playout playout({.codecs = {kPcmu}, .rate = SampleRate::k8kHz});
  RtpAudio before = rtp(kPcmu, sent[0], 0);
  RtpAudio after = rtp(kPcmu, sent[1], 1);
  after.ssrc = 99;
  playout.insert(before, kNetworkStart);
  playout.insert(after, kNetworkStart + 20ms);
  playout.insert(before, kNetworkStart + 30ms);
  EXPECT_EQ(playout.stats().jitter.restarts, 1u);
  // A second later it is no straggler: the former source speaks again.
  playout.insert(before, kNetworkStart + 2s);
  EXPECT_EQ(playout.stats().jitter.restarts, 2u);
}

TEST(Playout, TheCodecMayChangeInTheMiddle) {
  const Samples said = sine(SampleRate::k8kHz, 1s, {.hz = 250, .amplitude = 8'000});
  const std::vector<Sent> first = send(kPcmu, SampleRate::k8kHz, said);
  std::vector<Sent> second = send(kG722, SampleRate::k8kHz, said);
  for (Sent& sent : second) sent.timestamp += 25 * 160;
  Playout playout({.codecs = {kPcmu, kG722}, .rate = SampleRate::k8kHz});
  Frame frame;
  Samples heard;
  Instant now = kNetworkStart;
  for (std::size_t number = 0; number < 50; ++number, now += kFrameTime) {
    const auto n = static_cast<std::int64_t>(number);
    playout.insert(number < 25 ? rtp(kPcmu, first[number], n) : rtp(kG722, second[number - 25], n),
                   now);
    playout.next_frame(now, frame);
    heard.insert(heard.end(), frame.samples().begin(), frame.samples().end());
    EXPECT_TRUE(number < 5 || number > 20 || playout.codec() == CodecKind::kPcmu);
  }
  EXPECT_EQ(playout.codec(), CodecKind::kG722);
  const std::span<const std::int16_t> talk = std::span(heard).subspan(800);
  EXPECT_LE(longest_gap(SampleRate::k8kHz, talk, -40), 5ms);
  // A new G.722 stream has an attack of its own.
  const int own = largest_step(listen(kG722, SampleRate::k8kHz, second, {}).heard);
  EXPECT_LE(largest_step(talk), own * 5 / 4);
}

TEST(Playout, KeyPressesAreNeitherHeardNorLost) {
  const std::vector<Sent> sent =
      send(kPcma, SampleRate::k8kHz, sine(SampleRate::k8kHz, 2s, {.hz = 250, .amplitude = 8'000}));
  Playout playout({.codecs = {kPcma}, .rate = SampleRate::k8kHz});
  Frame frame;
  Instant now = kNetworkStart;
  for (std::int64_t number = 0; number < 60; ++number, now += kFrameTime) {
    RtpAudio packet = rtp(kPcma, sent[static_cast<std::size_t>(number)], number);
    if (number >= 20 && number < 30) {
      packet.payload_type = 101;
      packet.timestamp = 0xFFFF'0000 + 20 * 160;
      packet.payload = packet.payload.first(4);
    }
    playout.insert(packet, now);
    playout.next_frame(now, frame);
  }
  EXPECT_EQ(playout.stats().unknown_payload, 10u);
  EXPECT_EQ(playout.stats().jitter.lost, 0u);
  EXPECT_EQ(playout.stats().concealed_samples, 0u);
  EXPECT_GT(dbov(frame.samples()), -20);
}

TEST(Playout, WhatCannotBeDecodedIsCountedAndConcealed) {
  Playout playout({.codecs = {kOpus, kPcma}, .rate = SampleRate::k8kHz});
  const std::vector<std::uint8_t> nothing;
  const std::vector<std::uint8_t> too_long(5'000);
  const std::vector<std::uint8_t> broken{0x79, 1, 2, 3};
  playout.insert({.payload_type = 8, .sequence = 1, .payload = nothing}, kNetworkStart);
  playout.insert({.payload_type = 8, .sequence = 2, .payload = too_long}, kNetworkStart);
  EXPECT_EQ(playout.stats().undecodable, 2u);
  playout.insert({.payload_type = 111, .sequence = 3, .payload = broken}, kNetworkStart);
  Frame frame;
  for (int i = 0; i < 5; ++i) playout.next_frame(kNetworkStart + i * kFrameTime, frame);
  EXPECT_EQ(playout.stats().undecodable, 3u);
}

TEST(Playout, AnyBytesInAnyOrderGiveAFrameEachTick) {
  SeededRandom random(5);
  const std::vector<SampleRate> rates{SampleRate::k8kHz, SampleRate::k16kHz, SampleRate::k48kHz};
  for (const SampleRate rate : rates) {
    Playout playout({.codecs = {kOpus, kG722, kPcmu, kPcma}, .comfort_noise = 13, .rate = rate});
    const std::vector<std::uint8_t> types{111, 9, 0, 8, 13, 101};
    std::vector<std::uint8_t> payload(1'500);
    Frame frame;
    Instant now = kNetworkStart;
    for (int tick = 0; tick < 3'000; ++tick, now += kFrameTime) {
      for (std::uint32_t i = random.below(4); i > 0; --i) {
        random.fill(payload);
        const bool wild = random.below(30) == 0;
        playout.insert({.payload_type = types[random.below(6)],
                        .sequence = static_cast<std::uint16_t>(wild ? random.u32() : tick),
                        .timestamp = wild ? random.u32() : 160U * static_cast<std::uint32_t>(tick),
                        .ssrc = random.below(200) == 0 ? 1U : 2U,
                        .payload = Payload(payload).first(random.below(wild ? 1'500 : 200))},
                       now);
      }
      playout.next_frame(now, frame);
      ASSERT_EQ(frame.samples().size(), frame_samples(rate));
    }
    EXPECT_EQ(playout.stats().frames, 3'000u);
  }
}

}  // namespace
}  // namespace sidetone::audio
