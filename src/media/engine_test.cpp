#include "media/engine.h"

#include "audio/codec/codec.h"
#include "media/test_engine.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
using namespace test;

TEST_F(EngineTest, PassesMatchingCodecsThroughUntouched) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  talk(ann, 0x11);
  talk(ann, 0x22);
  ASSERT_EQ(bob.heard.size(), 2U);
  EXPECT_EQ(bob.last().payload()[0], 0x22);
  EXPECT_EQ(bob.last().payload().size(), 160U);
  EXPECT_EQ(bob.last().ssrc(), rtc::Ssrc{2});
  EXPECT_TRUE(ann.heard.empty());
  EXPECT_EQ(engine_.counters().passed_through, 2U);
  EXPECT_EQ(engine_.counters().encoded, 0U);
}

TEST_F(EngineTest, NobodyHearsAThirdParty) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu), &eve = phone(kPcmu, {.send = false});
  command(Connect{ann.leg, bob.leg});
  for (int i = 0; i < 10; ++i) talk(eve);
  EXPECT_TRUE(ann.heard.empty());
  EXPECT_TRUE(bob.heard.empty());
}

TEST_F(EngineTest, TakesNothingFromAStranger) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  talk(ann);
  const std::array<std::uint8_t, 160> noise{};
  for (int i = 0; i < 100; ++i) send(ann, 0, noise, {IpAddress::v4({198, 18, 0, 66}), 5});
  EXPECT_EQ(bob.heard.size(), 1U);
  EXPECT_EQ(engine_.counters().of(DropReason::kStranger), 100U);
}

/// Encodes 20 ms of a 1 kHz tone.
class ToneSource {
 public:
  explicit ToneSource(const Codec& codec)
      : encoder_(audio::make_encoder(
            {.kind = audio::CodecKind::kPcmu, .payload_type = codec.payload_type},
            audio::SampleRate::k8kHz)) {}
  std::vector<std::uint8_t> next() {
    std::array<std::int16_t, 160> pcm;
    for (auto& sample : pcm) {
      sample = static_cast<std::int16_t>(
          8'000 * std::sin(2 * std::numbers::pi * 1'000 * static_cast<double>(n_++) / 8'000));
    }
    std::vector<std::uint8_t> payload(audio::kMaxPayloadBytes);
    payload.resize(encoder_->encode(pcm, payload));
    return payload;
  }

 private:
  std::unique_ptr<audio::Encoder> encoder_;
  std::size_t n_ = 0;
};

/// Share of the energy that is at 1 kHz, 0..1.
double share_at_1khz(std::span<const std::int16_t> pcm, double rate) {
  double sine = 0, cosine = 0, all = 0;
  for (std::size_t i = 0; i < pcm.size(); ++i) {
    const double phase = 2 * std::numbers::pi * 1'000 * static_cast<double>(i) / rate;
    sine += pcm[i] * std::sin(phase);
    cosine += pcm[i] * std::cos(phase);
    all += static_cast<double>(pcm[i]) * pcm[i];
  }
  return all == 0 ? 0
                  : 2 * (sine * sine + cosine * cosine) / (all * static_cast<double>(pcm.size()));
}

TEST_F(EngineTest, TranscodesWhereTheCodecsDiffer) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kOpus);
  command(Connect{ann.leg, bob.leg});
  ToneSource tone(kPcmu);
  for (int i = 0; i < 50; ++i) {
    send(ann, 0, tone.next(), ann.address);
    ++ann.sequence;
    ann.timestamp += 160;
    run_for(20ms);
  }
  ASSERT_GT(bob.heard.size(), 45U);
  const auto decoder = audio::make_decoder({.kind = audio::CodecKind::kOpus, .payload_type = 111},
                                           audio::SampleRate::k8kHz);
  std::vector<std::int16_t> sound;
  std::array<std::int16_t, 5'760> out;
  for (const auto& packet : bob.heard) {
    const auto view = *rtc::RtpView::parse(packet);
    if (view.payload_type() != 111) continue;
    const auto samples = decoder->decode(view.payload(), out);
    ASSERT_TRUE(samples);
    sound.insert(sound.end(), out.begin(), out.begin() + static_cast<std::ptrdiff_t>(*samples));
  }
  ASSERT_GT(sound.size(), 6'400U);
  EXPECT_GT(share_at_1khz(std::span(sound).subspan(3'200, 3'200), 8'000), 0.9);
}

TEST_F(EngineTest, HearsAPhoneThatSendsWithAnotherNumberThanItTakes) {
  constexpr Codec kAsymmetric{
      .kind = CodecKind::kPcmu, .payload_type = 97, .receive_payload_type = 98};
  TestPhone &ann = phone(kAsymmetric), &bob = phone(kPcmu), &cem = phone(kPcma);
  command(Connect{ann.leg, bob.leg});
  const std::array<std::uint8_t, 160> sound{0x44};
  send(ann, 98, sound, ann.address);
  ASSERT_EQ(bob.heard.size(), 1U);
  EXPECT_EQ(bob.last().payload_type(), 0);
  talk(bob);
  ASSERT_EQ(ann.heard.size(), 1U);
  EXPECT_EQ(ann.last().payload_type(), 97);

  command(Connect{ann.leg, cem.leg});
  ToneSource tone(kPcmu);
  for (int i = 0; i < 20; ++i) {
    ++ann.sequence;
    ann.timestamp += 160;
    send(ann, 98, tone.next(), ann.address);
    run_for(20ms);
  }
  const auto loud = [](std::uint8_t byte) { return byte != 0xD5 && byte != 0x55; };
  const auto payload = cem.last().payload();
  EXPECT_TRUE(std::any_of(payload.begin(), payload.end(), loud)) << "transcoded";
}

TEST_F(EngineTest, GoesBackToPassingThroughWhenThePeerSwitchesItsCodec) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcma);
  configs_[ann.leg].codecs = {kPcmu, kPcma};
  command(UpdateLeg{ann.leg, configs_[ann.leg]});
  command(Connect{ann.leg, bob.leg});
  talk(ann);
  run_for(60ms);
  EXPECT_GT(engine_.counters().encoded, 0U);
  ann.codec = kPcma;
  talk(ann);
  EXPECT_EQ(engine_.counters().passed_through, 1U);
  const auto encoded = engine_.counters().encoded;
  run_for(200ms);
  EXPECT_EQ(engine_.counters().encoded, encoded);
}

TEST_F(EngineTest, LetsAPhoneHearItselfInTheEchoTest) {
  TestPhone& ann = phone(kPcmu);
  command(Echo{ann.leg});
  talk(ann, 0x77);
  ASSERT_EQ(ann.heard.size(), 1U);
  EXPECT_EQ(ann.last().payload()[0], 0x77);
}

TEST_F(EngineTest, SendsNoEchoToAPhoneThatTakesNoSound) {
  TestPhone& ann = phone(kPcmu, {.send = false, .receive = true});
  command(Echo{ann.leg});
  talk(ann);
  EXPECT_TRUE(ann.heard.empty());
}

TEST_F(EngineTest, KeepsAPhoneAwakeWhoseOtherSideIsGone) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  command(SendDtmf{.leg = bob.leg, .digits = "3"});
  command(RemoveLeg{ann.leg});
  run_for(1s);
  EXPECT_NEAR(static_cast<double>(bob.heard.size()), 50, 5);
  EXPECT_EQ(keys_heard(bob), "3");
}

TEST_F(EngineTest, PlaysATone) {
  TestPhone& ann = phone(kPcmu);
  command(PlayTone{ann.leg, Tone::kRingback});
  run_for(1s);
  EXPECT_NEAR(static_cast<double>(ann.heard.size()), 50, 2);
}

TEST_F(EngineTest, KeepsAParkedPhoneAwakeWithSilence) {
  TestPhone& ann = phone(kPcmu);
  command(Park{ann.leg});
  run_for(1s);
  EXPECT_NEAR(static_cast<double>(ann.heard.size()), 50, 2);
}

TEST_F(EngineTest, SaysWhenThePeersMediaIsGone) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  for (int i = 0; i < 100; ++i) {
    talk(ann);
    run_for(500ms);
  }
  ASSERT_EQ(events<LegLost>().size(), 1U);
  EXPECT_EQ(events<LegLost>()[0].leg, bob.leg);
  EXPECT_EQ(events<LegLost>()[0].loss, Loss::kMediaTimeout);
}

TEST_F(EngineTest, ExpectsNothingFromAPhoneThatOnlyListens) {
  (void)phone(kPcmu, {.send = true, .receive = false});
  run_for(5min);
  EXPECT_TRUE(events<LegLost>().empty());
}

TEST_F(EngineTest, TellsHowGoodACallWasWhenItsLegGoes) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  for (int i = 0; i < 100; ++i) {
    talk(ann);
    if (i % 10 == 9) ++ann.sequence;  // Every eleventh packet is lost.
    run_for(20ms);
  }
  command(RemoveLeg{ann.leg});
  ASSERT_EQ(events<LegRemoved>().size(), 1U);
  const LegStatistics statistics = events<LegRemoved>()[0].statistics;
  EXPECT_EQ(statistics.packets_received, 100U);
  EXPECT_EQ(statistics.packets_lost, 9U);
  EXPECT_EQ(statistics.codec, CodecKind::kPcmu);
  EXPECT_GT(statistics.mos, 2.0);
  EXPECT_LT(statistics.mos, 4.3);
  command(RemoveLeg{bob.leg});
  EXPECT_EQ(engine_.legs(), 0U);
  EXPECT_EQ(engine_.deadline(), kNever);
}

TEST_F(EngineTest, KeepsAnAddressWithTheBrowserThatProvedItLast) {
  const LegId ann = browser(1), bob = browser(2);
  const SocketAddress shared{IpAddress::v4({198, 18, 0, 80}), 50000};
  check(ann, shared);
  check(bob, shared);
  check(ann, shared);
  command(RemoveLeg{bob});
  EXPECT_EQ(dropped_from(shared), DropReason::kNotKeyed) << "Ann's, whose keys are not here yet";
  command(RemoveLeg{ann});
  EXPECT_EQ(dropped_from(shared), DropReason::kStranger);
}

TEST_F(EngineTest, KeepsAllOfABrowsersAddressesHoweverOftenOneIsProved) {
  const LegId ann = browser(1);
  const SocketAddress wifi{IpAddress::v4({198, 18, 0, 80}), 50000};
  const SocketAddress mobile{IpAddress::v4({198, 18, 0, 81}), 50000};
  check(ann, wifi);
  for (int i = 0; i < 20; ++i) check(ann, mobile);
  EXPECT_EQ(dropped_from(wifi), DropReason::kNotKeyed);
  EXPECT_EQ(dropped_from(mobile), DropReason::kNotKeyed);
}

TEST_F(EngineTest, FindsABrowserByTheNameOfItsNewIceSession) {
  const LegId ann = browser(1);
  const SocketAddress wifi{IpAddress::v4({198, 18, 0, 80}), 50000};
  const SocketAddress mobile{IpAddress::v4({198, 18, 0, 81}), 50000};
  check(ann, wifi);
  command(UpdateLeg{
      ann,
      {.transport = WebRtcTransport{.local_ufrag = "us77", .local_password = std::string(24, 'p')},
       .ssrc = 101}});
  check(LegId(177), mobile);
  EXPECT_EQ(dropped_from(mobile), DropReason::kNotKeyed) << "Ann's";
  command(RemoveLeg{ann});
  check(LegId(177), mobile);
  EXPECT_EQ(dropped_from(mobile), DropReason::kStranger);
}

TEST_F(EngineTest, SurvivesCommandsForLegsThatAreGone) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  command(RemoveLeg{bob.leg});
  talk(ann);
  command(Connect{ann.leg, bob.leg});
  command(UpdateLeg{bob.leg, configs_[ann.leg]});
  command(RemoveLeg{bob.leg});
  run_for(1s);
  EXPECT_EQ(engine_.legs(), 1U);
}

}  // namespace
}  // namespace sidetone::media
