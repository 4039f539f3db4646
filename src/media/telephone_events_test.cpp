#include "media/telephone_events.h"

#include <gtest/gtest.h>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};
constexpr std::uint32_t kClock = 8'000;

class ReaderTest : public testing::Test {
 protected:
  void packet(std::uint32_t timestamp, std::uint8_t event, std::uint16_t duration,
              bool end = false) {
    now_ += 20ms;
    note(reader_.handle_packet({timestamp, {.event = event, .end = end, .duration = duration}},
                               kClock, now_));
  }
  void note(const std::optional<KeyPress>& press) {
    if (!press) return;
    heard_ += press->digit;
    last_ = press->duration;
  }

  Instant now_ = kStart;
  TelephoneEventReader reader_;
  std::string heard_;
  Duration last_{};
};

TEST_F(ReaderTest, ReportsAPressOnceHoweverOftenItsEndComes) {
  packet(1000, 5, 160);
  packet(1000, 5, 320);
  EXPECT_EQ(heard_, "");
  for (int i = 0; i < 3; ++i) packet(1000, 5, 480, true);
  EXPECT_EQ(heard_, "5");
  EXPECT_EQ(last_, 60ms);
}

TEST_F(ReaderTest, TellsTwoPressesOfOneKeyApart) {
  packet(1000, 11, 160, true);
  packet(3000, 11, 160, true);
  EXPECT_EQ(heard_, "##");
}

TEST_F(ReaderTest, ReportsAPressWhoseEndWasLost) {
  packet(1000, 1, 160);
  packet(3000, 2, 160);
  EXPECT_EQ(heard_, "1");
  now_ += 300ms;
  note(reader_.handle_audio(now_));
  note(reader_.handle_audio(now_));
  EXPECT_EQ(heard_, "12");
}

TEST_F(ReaderTest, HearsNoKeyTwiceWhenItsEndComesAfterTheNextKeyBegan) {
  packet(1000, 1, 160, true);
  packet(3000, 2, 160);
  packet(1000, 1, 160, true);
  packet(3000, 2, 320, true);
  packet(1000, 1, 160, true);
  EXPECT_EQ(heard_, "12");
}

TEST_F(ReaderTest, TellsLateFromEarlierAcrossTheWrapOfTheTimestamp) {
  packet(0xFFFF'FF00, 1, 160, true);
  packet(0x0000'0700, 2, 160, true);
  packet(0xFFFF'FF00, 1, 160, true);
  EXPECT_EQ(heard_, "12");
}

TEST_F(ReaderTest, HearsAKeyOfASourceThatCountsFromTheBeginningAgain) {
  packet(2'000'000'000, 1, 160, true);
  packet(500, 2, 160, true);
  EXPECT_EQ(heard_, "12");
}

TEST_F(ReaderTest, TakesTheSegmentsOfALongPressForOnePress) {
  packet(1000, 5, 65'535);
  packet(66'535, 5, 8'000);
  packet(66'535, 5, 16'000, true);
  packet(66'535, 5, 16'000, true);
  EXPECT_EQ(heard_, "5");
  EXPECT_EQ(last_, Duration((65'535 + 16'000) * std::int64_t{125}));
}

TEST_F(ReaderTest, IgnoresEventsThatAreNoKeys) {
  packet(1000, 32, 160, true);
  EXPECT_EQ(heard_, "");
}

TEST(TelephoneEventWriter, SaysAKeyItsEndThriceAndThenPauses) {
  TelephoneEventWriter writer;
  ASSERT_TRUE(writer.press("5", 60ms));
  std::string trace;
  for (int i = 0; i < 12 && !writer.idle(); ++i) {
    const auto packet = writer.tick(kClock);
    if (!packet) {
      trace += "- ";
      continue;
    }
    trace += (packet->begins      ? "begin"
              : packet->event.end ? "end"
                                  : "on") +
             std::to_string(packet->event.duration) + " ";
  }
  EXPECT_EQ(trace, "begin160 on320 end480 end480 end480 - - - - ");
}

TEST(TelephoneEventWriter, GivesBackWhatItHadNotBegunWhenItIsStopped) {
  TelephoneEventWriter writer;
  ASSERT_TRUE(writer.press("5#", 60ms));
  ASSERT_TRUE(writer.tick(kClock));
  const auto rest = writer.stop();
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].digit, '#');
  EXPECT_EQ(rest[0].duration, 60ms);
  EXPECT_TRUE(writer.idle());
}

TEST(TelephoneEventWriter, TakesNoneOfWhatItCannotSay) {
  TelephoneEventWriter writer;
  EXPECT_FALSE(writer.press("12x", 100ms));
  EXPECT_FALSE(writer.press(std::string(65, '1'), 100ms));
  EXPECT_TRUE(writer.idle());
}

}  // namespace
}  // namespace sidetone::media
