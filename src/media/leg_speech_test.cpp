#include "media/leg.h"
#include "rtc/rtp/rtp_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};

class LegSpeechTest : public testing::Test {
 protected:
  static LegConfig config(std::uint8_t ptime_ms, std::optional<std::uint8_t> telephone_event) {
    return {.transport = RtpTransport{.rtp_socket = SocketId(2),
                                      .rtcp_mux = true,
                                      .remote_rtp = {IpAddress::v4({198, 18, 0, 9}), 30000}},
            .codecs = {{.kind = CodecKind::kPcmu, .payload_type = 0, .ptime_ms = ptime_ms}},
            .telephone_event = telephone_event,
            .ssrc = 99};
  }
  void say_frames(Leg& leg, int frames) {
    audio::Frame frame;
    frame.rate = audio::SampleRate::k8kHz;
    for (int i = 0; i < frames; ++i) leg.speak(frame, context_, kStart + i * 20ms);
  }
  /// A packet of another leg.
  void pass(Leg& leg, std::uint16_t sequence, Instant now, std::uint8_t payload_type = 0) {
    auto& buffer = passed_.emplace_back();
    const rtc::RtpHeader header{.payload_type = payload_type,
                                .sequence = sequence,
                                .timestamp = sequence * 160U,
                                .ssrc = rtc::Ssrc{5}};
    rtc::write_rtp_header(buffer, header);
    leg.pass({.packet = std::span(buffer).first(172), .header = header}, context_, now);
  }
  rtc::RtpView sent(std::size_t index) { return *rtc::RtpView::parse(queue_.all()[index].bytes); }

  std::deque<std::array<std::uint8_t, 172 + kTailRoom>> passed_;
  SeededRandom random_{1};
  Counters counters_;
  TransmitQueue queue_{counters_};
  std::vector<WireEvent> events_;
  WireContext context_{queue_, counters_, events_};
};

TEST_F(LegSpeechTest, SendsPacketsOfTheNegotiatedLength) {
  Leg leg(LegId(1), config(40, 101), {}, random_, kStart);
  say_frames(leg, 4);
  ASSERT_EQ(queue_.all().size(), 2U);
  EXPECT_EQ(sent(0).payload().size(), 320U);
  EXPECT_TRUE(sent(0).marker());
  EXPECT_EQ(sent(1).sequence(), static_cast<std::uint16_t>(sent(0).sequence() + 1));
  EXPECT_EQ(sent(1).timestamp() - sent(0).timestamp(), 320U);
}

TEST_F(LegSpeechTest, GoesOnAfterAHoldWithoutASeamAndWhereTheClockIsThen) {
  Leg leg(LegId(1), config(20, 101), {}, random_, kStart);
  say_frames(leg, 1);
  LegConfig held = config(20, 101);
  held.direction.send = false;
  leg.update(held, context_, kStart);
  say_frames(leg, 5);
  ASSERT_EQ(queue_.all().size(), 1U) << "held";
  leg.update(config(20, 101), context_, kStart + 10s);
  audio::Frame frame;
  frame.rate = audio::SampleRate::k8kHz;
  leg.speak(frame, context_, kStart + 10s);
  ASSERT_EQ(queue_.all().size(), 2U);
  EXPECT_EQ(sent(1).sequence(), static_cast<std::uint16_t>(sent(0).sequence() + 1));
  EXPECT_EQ(sent(1).timestamp() - sent(0).timestamp(), 80'000U);
  EXPECT_TRUE(sent(1).marker());
}

TEST_F(LegSpeechTest, GoesOnAfterAHoldOfTheOtherSideToo) {
  Leg leg(LegId(1), config(20, 101), {}, random_, kStart);
  pass(leg, 10, kStart);
  LegConfig held = config(20, 101);
  held.direction.send = false;
  leg.update(held, context_, kStart);
  leg.update(config(20, 101), context_, kStart + 1s);
  pass(leg, 60, kStart + 1s);
  ASSERT_EQ(queue_.all().size(), 2U);
  EXPECT_EQ(sent(1).sequence(), static_cast<std::uint16_t>(sent(0).sequence() + 1));
  EXPECT_EQ(sent(1).timestamp() - sent(0).timestamp(), 8'000U);
}

TEST_F(LegSpeechTest, SpeaksInTimeAfterAnEventOfTheOtherSide) {
  Leg leg(LegId(1), config(20, 101), {}, random_, kStart);
  pass(leg, 10, kStart);
  pass(leg, 11, kStart + 200ms, 101);
  audio::Frame frame;
  frame.rate = audio::SampleRate::k8kHz;
  leg.speak(frame, context_, kStart + 300ms);
  ASSERT_EQ(queue_.all().size(), 3U);
  EXPECT_EQ(sent(2).timestamp() - sent(0).timestamp(), 2'400U);
}

TEST_F(LegSpeechTest, SaysDigitsInBandWhereEventsWereNotNegotiated) {
  Leg leg(LegId(1), config(20, std::nullopt), {}, random_, kStart);
  leg.say_digits({.leg = LegId(1), .digits = "5"});
  ASSERT_TRUE(leg.saying_digits());
  int frames = 0;
  while (leg.speak_digits(context_, kStart + frames * 20ms) && frames < 100) ++frames;
  EXPECT_GE(frames, 5);
  EXPECT_LT(frames, 15);
  EXPECT_EQ(sent(0).payload_type(), 0);
}

TEST_F(LegSpeechTest, SaysTheRestOfItsDigitsInBandOnceEventsAreNoLongerNegotiated) {
  Leg leg(LegId(1), config(20, 101), {}, random_, kStart);
  leg.say_digits({.leg = LegId(1), .digits = "12"});
  ASSERT_TRUE(leg.speak_digits(context_, kStart));
  EXPECT_EQ(sent(0).payload_type(), 101);
  leg.update(config(20, std::nullopt), context_, kStart);
  int frames = 1;
  while (leg.speak_digits(context_, kStart + frames * 20ms) && frames < 100) ++frames;
  EXPECT_GE(frames, 5);
  EXPECT_LT(frames, 15);
  ASSERT_GT(queue_.all().size(), 1U);
  for (std::size_t i = 1; i < queue_.all().size(); ++i) EXPECT_EQ(sent(i).payload_type(), 0);
  EXPECT_FALSE(leg.saying_digits());
}

TEST_F(LegSpeechTest, StripsWhatTheOtherSideNegotiatedForItself) {
  Leg leg(LegId(1), config(20, 101), {}, random_, kStart);
  std::array<std::uint8_t, 12 + 8 + 160 + kTailRoom> buffer{};
  const rtc::RtpHeader header{.sequence = 1, .ssrc = rtc::Ssrc{5}};
  rtc::write_rtp_header(buffer, header);
  const std::size_t size =
      rtc::insert_audio_level(buffer, 172, {.id = 1, .level = {.minus_dbov = 30}});
  leg.pass({.packet = std::span(buffer).first(size), .header = header}, context_, kStart);
  ASSERT_EQ(queue_.all().size(), 1U);
  EXPECT_EQ(sent(0).header_size(), rtc::kRtpFixedHeader);
  EXPECT_EQ(sent(0).payload().size(), 160U);
}

}  // namespace
}  // namespace sidetone::media
