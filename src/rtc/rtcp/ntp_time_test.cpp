#include "rtc/rtcp/ntp_time.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

TEST(NtpTime, CountsFromASecondBeforeOurZero) {
  EXPECT_EQ(NtpTime::of(Instant{}).fixed, 1ULL << 32);
  EXPECT_EQ(NtpTime::of(Instant{1500ms}).fixed, 5ULL << 31);
  EXPECT_NE(NtpTime::of(Instant{}).middle(), 0u);
}

TEST(NtpTime, KeepsMicroseconds) {
  EXPECT_EQ(NtpTime::of(Instant{250us}).fixed - (1ULL << 32), (250ULL << 32) / 1'000'000);
}

TEST(MiddleOfDuration, CountsInSixtyFiveThousandths) {
  EXPECT_EQ(middle_of_duration(1s), 65'536u);
  EXPECT_EQ(middle_of_duration(500ms), 32'768u);
  EXPECT_EQ(middle_of_duration(-1s), 0u);
  EXPECT_EQ(middle_of_duration(48h), 0xffff'0000u);
}

TEST(DurationOfMiddle, IsTheWayBack) {
  EXPECT_EQ(duration_of_middle(65'536), 1s);
  EXPECT_EQ(duration_of_middle(0x0005'2000), 5125ms);
}

}  // namespace
}  // namespace sidetone::rtc
