#include "rtc/rtcp/reception_statistics.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

class ReceptionStatisticsTest : public testing::Test {
 protected:
  // Packets of 20 ms, each `late` after its time.
  void receive(std::uint16_t sequence, Duration late = 0ms) {
    stats_.handle_packet({.sequence = sequence,
                          .timestamp = sequence * 160U,
                          .at = Instant{sequence * 20ms + late}});
  }
  void receive_range(int first, int last) {
    for (int i = first; i <= last; ++i) receive(static_cast<std::uint16_t>(i));
  }

  ReceptionStatistics stats_{Ssrc{7}, 8000};
};

TEST_F(ReceptionStatisticsTest, ReportsNothingLostOfAFullStream) {
  receive_range(100, 199);
  EXPECT_EQ(stats_.report(Instant{}), (ReportBlock{.source = Ssrc{7}, .highest_sequence = 199}));
  EXPECT_EQ(stats_.packets_received(), 100u);
  EXPECT_EQ(stats_.packets_lost(), 0u);
}

TEST_F(ReceptionStatisticsTest, ReportsTheLossOfEachInterval) {
  receive_range(0, 49);
  receive_range(100, 149);  // 50 of 150 missing.
  const ReportBlock first = stats_.report(Instant{});
  EXPECT_EQ(first.cumulative_lost, 50);
  EXPECT_EQ(first.fraction_lost, 50 * 256 / 150);
  receive_range(150, 199);
  const ReportBlock second = stats_.report(Instant{});
  EXPECT_EQ(second.cumulative_lost, 50);
  EXPECT_EQ(second.fraction_lost, 0);
  EXPECT_EQ(stats_.packets_lost(), 50u);
}

TEST_F(ReceptionStatisticsTest, DuplicatesMakeTheLossNegativeButNeverTheFraction) {
  receive_range(0, 9);
  receive_range(5, 9);
  const ReportBlock block = stats_.report(Instant{});
  EXPECT_EQ(block.cumulative_lost, -5);
  EXPECT_EQ(block.fraction_lost, 0);
  EXPECT_EQ(stats_.packets_lost(), 0u);
}

TEST_F(ReceptionStatisticsTest, APacketThatCameTwiceDoesNotMakeUpForALostOne) {
  receive_range(0, 9);
  receive_range(12, 19);  // 10 and 11 are lost.
  receive(13);
  receive(19);
  receive(19);
  EXPECT_EQ(stats_.packets_lost(), 2u);
  receive(11);
  EXPECT_EQ(stats_.packets_lost(), 1u);
  EXPECT_EQ(stats_.report(Instant{}).cumulative_lost, -2);
}

TEST_F(ReceptionStatisticsTest, CountsOverTheWrapOfTheSequence) {
  receive_range(65'530, 65'535);
  receive_range(0, 9);
  const ReportBlock block = stats_.report(Instant{});
  EXPECT_EQ(block.highest_sequence, 0x1'0009u);
  EXPECT_EQ(block.cumulative_lost, 0);
}

TEST_F(ReceptionStatisticsTest, ALatePacketFromBeforeTheWrapMovesNothing) {
  receive(65'534);
  receive(0);
  receive(65'535);
  EXPECT_EQ(stats_.report(Instant{}).highest_sequence, 0x1'0000u);
  EXPECT_EQ(stats_.packets_lost(), 0u);
}

TEST_F(ReceptionStatisticsTest, TwoPacketsInARowConfirmARestart) {
  receive_range(0, 9);
  receive(40'000);  // A stray one is ignored,
  receive(10);
  EXPECT_EQ(stats_.packets_received(), 11u);
  receive(30'000);
  receive(30'001);  // two in a row are a restart.
  EXPECT_EQ(stats_.report(Instant{}).highest_sequence, 30'001u);
  EXPECT_EQ(stats_.packets_received(), 12u);
  EXPECT_EQ(stats_.packets_lost(), 0u);
}

TEST_F(ReceptionStatisticsTest, KeepsTheLossFromBeforeARestart) {
  receive(0);
  receive(5);
  receive(30'000);
  receive(30'001);
  EXPECT_EQ(stats_.packets_lost(), 4u);
}

TEST_F(ReceptionStatisticsTest, SmoothsTheJitterAsTheRfcDoes) {
  receive(0);
  receive(1, 16ms);  // 128 units of difference: 128/16.
  EXPECT_EQ(stats_.report(Instant{}).jitter, 8u);
  receive(2, 16ms);  // Equally late: the estimate falls by a sixteenth.
  EXPECT_EQ(stats_.report(Instant{}).jitter, 7u);
  EXPECT_EQ(stats_.jitter(), 875us);
}

TEST_F(ReceptionStatisticsTest, AnEvenStreamHasNoJitter) {
  receive_range(0, 1000);
  EXPECT_EQ(stats_.jitter(), 0us);
}

TEST_F(ReceptionStatisticsTest, KeepsItsJitterInTimeWhenTheClockRateChanges) {
  receive(0);
  receive(1, 16ms);
  const Duration before = stats_.jitter();
  stats_.set_clock_rate(48'000);
  for (std::uint16_t i = 2; i < 4; ++i) {
    stats_.handle_packet({.sequence = i, .timestamp = i * 960U, .at = Instant{i * 20ms}});
  }
  EXPECT_LE(stats_.jitter(), before);
  EXPECT_GT(stats_.jitter(), before * 9 / 10);
}

TEST_F(ReceptionStatisticsTest, CountsPacketsWithoutATimeOfTheirOwnButMeasuresNothingWithThem) {
  receive(0);
  stats_.handle_packet({.sequence = 1, .timestamp = 77'000, .at = Instant{20ms}, .timed = false});
  receive(2);
  EXPECT_EQ(stats_.packets_received(), 3u);
  EXPECT_EQ(stats_.jitter(), 0us);
}

TEST_F(ReceptionStatisticsTest, TellsHowLongAgoTheSenderReported) {
  receive(0);
  EXPECT_EQ(stats_.report(Instant{5s}).delay_since_sr, 0u);
  stats_.handle_sender_report({.ntp = {0x1122334455667788}}, Instant{10s});
  const ReportBlock block = stats_.report(Instant{10s + 500ms});
  EXPECT_EQ(block.last_sr, 0x33445566u);
  EXPECT_EQ(block.delay_since_sr, 32'768u);
}

TEST_F(ReceptionStatisticsTest, ReportsNothingOfAStreamThatHasNotBegun) {
  EXPECT_EQ(stats_.report(Instant{}), ReportBlock{.source = Ssrc{7}});
  EXPECT_EQ(stats_.packets_lost(), 0u);
}

}  // namespace
}  // namespace sidetone::rtc
