#include "rtc/rtcp/media_clock.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

TEST(MediaTime, CountsInTheClockOfTheMedia) {
  EXPECT_EQ(media_time(Instant{20ms}, 8000), 160u);
  EXPECT_EQ(media_time(Instant{20ms}, 48'000), 960u);
  EXPECT_EQ(media_time(Instant{1s + 125us}, 8000), 8001u);
}

TEST(MediaTime, WrapsLikeATimestamp) {
  constexpr auto kYears = std::chrono::hours(24 * 365 * 30);
  EXPECT_EQ(media_time(Instant{kYears + 20ms}, 48'000) - media_time(Instant{kYears}, 48'000), 960u);
}

}  // namespace
}  // namespace sidetone::rtc
