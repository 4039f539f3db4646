#include "media/engine.h"

#include "audio/codec/codec.h"
#include "audio/tone_generator.h"
#include "rtc/rtp/rtp_view.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/rtp/telephone_event.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <numbers>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;

constexpr Codec kPcmu{.kind = CodecKind::kPcmu, .payload_type = 0};
constexpr Codec kPcma{.kind = CodecKind::kPcma, .payload_type = 8};
constexpr Codec kOpus{.kind = CodecKind::kOpus, .payload_type = 111};

/// A phone at an engine: sends what it is told and keeps what it gets.
struct TestPhone {
  LegId leg;
  SocketId socket;
  SocketAddress address;
  Codec codec;
  std::uint16_t sequence = 100;
  std::uint32_t timestamp = 5'000;
  std::uint32_t ssrc = 7;
  std::vector<std::vector<std::uint8_t>> heard;

  [[nodiscard]] rtc::RtpView last() const { return *rtc::RtpView::parse(heard.back()); }
};

/// One engine, phones on it, and virtual time.
class EngineTest : public testing::Test {
 protected:
  TestPhone& phone(const Codec& codec, Direction direction = {}) {
    const auto n = static_cast<std::uint8_t>(phones_.size() + 1);
    TestPhone phone{.leg = LegId(n),
                    .socket = SocketId(n * 2U),
                    .address = {IpAddress::v4({198, 18, 0, n}), 30000},
                    .codec = codec,
                    .ssrc = 1'000U + n};
    LegConfig config{.transport = RtpTransport{.rtp_socket = phone.socket,
                                               .rtcp_socket = SocketId(n * 2U + 1),
                                               .remote_rtp = phone.address,
                                               .remote_rtcp = {phone.address.ip, 30001},
                                               .signalling_ip = phone.address.ip},
                     .codecs = {codec},
                     .telephone_event = 101,
                     .direction = direction,
                     .ssrc = n,
                     .cname = "c"};
    engine_.handle_command(AddLeg{phone.leg, config}, now_);
    configs_[phone.leg] = config;
    phones_.push_back(std::make_unique<TestPhone>(std::move(phone)));
    return *phones_.back();
  }
  void command(const Command& what) {
    engine_.handle_command(what, now_);
    drain();
  }
  void send(TestPhone& phone, std::uint8_t payload_type, std::span<const std::uint8_t> payload,
            const SocketAddress& from) {
    std::array<std::uint8_t, 1'500> buffer{};
    rtc::write_rtp_header(buffer, {.payload_type = payload_type,
                                   .sequence = phone.sequence,
                                   .timestamp = phone.timestamp,
                                   .ssrc = rtc::Ssrc{phone.ssrc}});
    std::copy(payload.begin(), payload.end(), buffer.begin() + 12);
    const std::span<std::uint8_t> bytes = std::span(buffer).first(12 + payload.size());
    engine_.handle_datagram({.socket = phone.socket, .remote = from, .bytes = bytes}, now_);
    drain();
  }
  void talk(TestPhone& phone, std::uint8_t fill = 0x55) {
    const std::array<std::uint8_t, 160> payload = [&] {
      std::array<std::uint8_t, 160> bytes;
      bytes.fill(fill);
      return bytes;
    }();
    send(phone, phone.codec.payload_type, payload, phone.address);
    ++phone.sequence;
    phone.timestamp += 160;
  }
  void run_for(Duration span) {
    const Instant end = now_ + span;
    while (engine_.deadline() <= end) {
      now_ = std::max(now_, engine_.deadline());
      engine_.handle_time(now_);
      drain();
    }
    now_ = end;
  }
  void drain() {
    for (const Transmit& transmit : engine_.transmits()) {
      for (auto& phone : phones_) {
        if (phone->socket == transmit.socket && phone->address == transmit.to) {
          phone->heard.emplace_back(transmit.bytes.begin(), transmit.bytes.end());
        }
      }
    }
    engine_.clear_transmits();
    while (const auto event = engine_.poll_event()) events_.push_back(*event);
  }
  template <typename T>
  std::vector<T> events() const {
    std::vector<T> found;
    for (const Event& event : events_) {
      if (const auto* wanted = std::get_if<T>(&event)) found.push_back(*wanted);
    }
    return found;
  }

  SeededRandom random_{1};
  Instant now_{1h};
  Engine engine_{{}, random_, now_};
  std::vector<std::unique_ptr<TestPhone>> phones_;
  std::map<LegId, LegConfig> configs_;
  std::vector<Event> events_;
};

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

TEST_F(EngineTest, CarriesAKeyPressThroughAndReportsItOnce) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  for (std::uint16_t i = 1; i <= 5; ++i) {
    const rtc::TelephoneEvent event{
        .event = 9, .end = i >= 3, .duration = static_cast<std::uint16_t>(i * 160)};
    send(ann, 101, event.bytes(), ann.address);
    ++ann.sequence;
  }
  EXPECT_EQ(bob.heard.size(), 5U);
  EXPECT_EQ(bob.last().payload_type(), 101);
  ASSERT_EQ(events<DtmfReceived>().size(), 1U);
  EXPECT_EQ(events<DtmfReceived>()[0].digit, '9');
}

TEST_F(EngineTest, SaysDigitsAsTelephoneEvents) {
  TestPhone& ann = phone(kPcmu);
  command(SendDtmf{.leg = ann.leg, .digits = "1#", .tone = 100ms});
  run_for(1s);
  std::string digits;
  std::uint32_t last = 0;
  for (const auto& packet : ann.heard) {
    const auto view = *rtc::RtpView::parse(packet);
    if (view.payload_type() != 101 || view.timestamp() == last) continue;
    last = view.timestamp();
    digits += *rtc::key_of_event(rtc::TelephoneEvent::parse(view.payload())->event);
  }
  EXPECT_EQ(digits, "1#");
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
