#include "media/outbound_stream.h"

#include <gtest/gtest.h>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};

class OutboundStreamTest : public testing::Test {
 protected:
  std::optional<rtc::RtpHeader> try_pass(std::uint32_t ssrc, std::uint16_t sequence,
                                         std::uint32_t timestamp) {
    return stream_.pass(
        {.payload_type = 0, .sequence = sequence, .timestamp = timestamp, .ssrc = rtc::Ssrc{ssrc}},
        8'000, now_);
  }
  rtc::RtpHeader pass(std::uint32_t ssrc, std::uint16_t sequence, std::uint32_t timestamp) {
    const auto header = try_pass(ssrc, sequence, timestamp).value();
    stream_.handle_sent(header, 160, now_);
    return header;
  }
  rtc::RtpHeader make(std::uint32_t ticks) {
    const auto header = stream_.make({.payload_type = 0, .ticks = ticks}, 8'000, now_);
    stream_.handle_sent(header, 160, now_);
    return header;
  }

  Instant now_ = kStart;
  OutboundStream stream_{rtc::Ssrc{99}, {.sequence = 1'000, .timestamp = 50'000}, kStart};
};

TEST_F(OutboundStreamTest, NumbersItsOwnStreamWhateverTheSourceCalledItself) {
  const auto first = pass(7, 40'000, 123);
  EXPECT_EQ(first.ssrc, rtc::Ssrc{99});
  EXPECT_EQ(first.sequence, 1'001);
  EXPECT_TRUE(first.marker);
  const auto second = pass(7, 40'001, 283);
  EXPECT_EQ(second.sequence, 1'002);
  EXPECT_EQ(second.timestamp - first.timestamp, 160U);
  EXPECT_FALSE(second.marker);
}

TEST_F(OutboundStreamTest, KeepsTheGapOfALostPacketAndTheOrderOfALateOne) {
  pass(7, 10, 0);
  EXPECT_EQ(pass(7, 13, 480).sequence, 1'004);
  EXPECT_EQ(pass(7, 12, 320).sequence, 1'003);
}

TEST_F(OutboundStreamTest, GoesOnWithoutASeamWhenAnotherSourceSpeaks) {
  const auto before = pass(7, 10, 1'000);
  now_ += 20ms;
  const auto after = pass(8, 60'000, 77);
  EXPECT_EQ(after.sequence, before.sequence + 1);
  EXPECT_EQ(after.timestamp, before.timestamp + 160);
  EXPECT_TRUE(after.marker);
}

TEST_F(OutboundStreamTest, GoesOnFromPassingThroughToItsOwnSoundAndBack) {
  const auto passed = pass(7, 10, 1'000);
  now_ += 20ms;
  const auto made = make(0);
  EXPECT_EQ(made.sequence, passed.sequence + 1);
  EXPECT_EQ(made.timestamp, passed.timestamp + 160);
  now_ += 20ms;
  const auto again = pass(7, 12, 1'320);
  EXPECT_EQ(again.sequence, made.sequence + 1);
  EXPECT_EQ(again.timestamp, made.timestamp + 160);
}

TEST_F(OutboundStreamTest, TakesARestartedSequenceForAChangeOfSource) {
  const auto before = pass(7, 10, 1'000);
  now_ += 20ms;
  EXPECT_EQ(pass(7, 30'000, 5).sequence, before.sequence + 1);
}

TEST_F(OutboundStreamTest, KeepsTheTimestampOfAnEventAndGoesOnBehindIt) {
  const auto before = pass(7, 10, 1'000);
  now_ += 20ms;
  const std::uint32_t start = stream_.timestamp_at(now_);
  for (int i = 1; i <= 3; ++i) {
    const auto event = stream_.make_event({.payload_type = 101, .ticks = start});
    EXPECT_EQ(event.sequence, before.sequence + i);
    EXPECT_EQ(event.timestamp, before.timestamp + 160);
    stream_.handle_event_sent(event, 4, now_);
    now_ += 20ms;
  }
  const auto after = pass(7, 14, 1'640);
  EXPECT_EQ(after.sequence, before.sequence + 4);
  EXPECT_EQ(after.timestamp, before.timestamp + 640);
}

TEST_F(OutboundStreamTest, UsesNoNumberTwiceForAPacketFromBeforeAChangeOfSource) {
  pass(7, 10, 1'000);
  const auto event = stream_.make_event({.payload_type = 101, .ticks = 0});
  stream_.handle_event_sent(event, 4, now_);
  const auto after = pass(7, 13, 1'480);
  EXPECT_EQ(after.sequence, event.sequence + 1);
  EXPECT_EQ(try_pass(7, 12, 1'320), std::nullopt);
  EXPECT_EQ(pass(7, 15, 1'800).sequence, after.sequence + 2);
  EXPECT_EQ(pass(7, 14, 1'640).sequence, after.sequence + 1);
}

TEST_F(OutboundStreamTest, TakesALatePacketOfASourceThatHasCountedPastTheWrap) {
  pass(7, 10, 0);
  std::uint16_t sequence = 10;
  for (int i = 0; i < 70'000; ++i) pass(7, ++sequence, 0);
  const auto newest = pass(7, static_cast<std::uint16_t>(sequence + 2), 0);
  const auto late = pass(7, static_cast<std::uint16_t>(sequence + 1), 0);
  EXPECT_EQ(static_cast<std::uint16_t>(late.sequence + 1), newest.sequence);
}

TEST_F(OutboundStreamTest, StaysInTimeAfterAnEventThatWasPassedThrough) {
  const auto before = pass(7, 10, 1'000);
  for (std::uint16_t i = 11; i <= 15; ++i) {
    now_ += 20ms;
    stream_.handle_event_sent(try_pass(7, i, 1'160).value(), 4, now_);
  }
  now_ += 20ms;
  const auto made = make(0);
  EXPECT_EQ(made.sequence, before.sequence + 6);
  EXPECT_EQ(made.timestamp - before.timestamp, 960U);
}

TEST_F(OutboundStreamTest, WrapsAround) {
  OutboundStream stream(rtc::Ssrc{1}, {.sequence = 65'535}, now_);
  EXPECT_EQ(stream.make({}, 8'000, now_).sequence, 0);
}

}  // namespace
}  // namespace sidetone::media
