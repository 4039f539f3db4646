#include "rtc/rtcp/sender_statistics.h"

#include "rtc/rtcp/reception_statistics.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

TEST(SenderStatistics, SayNothingBeforeTheFirstPacket) {
  EXPECT_EQ(SenderStatistics(8000).info(Instant{1s}), std::nullopt);
}

TEST(SenderStatistics, CountWhatWasSentAndWhereTheClockIs) {
  SenderStatistics stats(8000);
  stats.handle_sent({.timestamp = 1000, .payload_size = 160, .at = Instant{1s}});
  stats.handle_sent({.timestamp = 1160, .payload_size = 160, .at = Instant{1s + 20ms}});
  EXPECT_EQ(stats.info(Instant{1s + 30ms}), (SenderInfo{.ntp = NtpTime::of(Instant{1s + 30ms}),
                                                        .rtp_timestamp = 1240,
                                                        .packet_count = 2,
                                                        .octet_count = 320}));
}

TEST(SenderStatistics, FindTheRoundTripInTheAnswer) {
  SenderStatistics stats(8000);
  stats.handle_sent({.at = Instant{10s}});
  ReceptionStatistics there(Ssrc{1}, 8000);
  there.handle_sender_report(*stats.info(Instant{10s}), Instant{99s});  // Another clock.
  const ReportBlock answer = there.report(Instant{99s + 700ms});
  const auto round_trip = SenderStatistics::round_trip(answer, Instant{10s + 780ms});
  ASSERT_TRUE(round_trip);
  EXPECT_NEAR(static_cast<double>(round_trip->count()), 80'000, 50);
}

TEST(SenderStatistics, FindNoRoundTripInAnAnswerToNothing) {
  EXPECT_EQ(SenderStatistics::round_trip({.last_sr = 0}, Instant{10s}), std::nullopt);
}

TEST(SenderStatistics, FindNoRoundTripInNonsense) {
  const std::uint32_t now = NtpTime::of(Instant{100s}).middle();
  EXPECT_EQ(SenderStatistics::round_trip({.last_sr = now, .delay_since_sr = 65'536}, Instant{100s}),
            std::nullopt);
  EXPECT_EQ(SenderStatistics::round_trip({.last_sr = now - (61 << 16)}, Instant{100s}),
            std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
