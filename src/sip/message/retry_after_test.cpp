#include "sip/message/retry_after.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(parse_retry_after("120"), 120U);
  EXPECT_EQ(parse_retry_after("18000;duration=3600"), 18000U);
}

TEST(RetryAfter, PassesOverCommentsThatNest) {
  EXPECT_EQ(parse_retry_after("120 (I'm in a meeting)"), 120U);
  EXPECT_EQ(parse_retry_after("3600 (a (b) \\) c) ;duration=5"), 3600U);
}

TEST(RetryAfter, HoldsWhatIsTooLargeAtTheLargest) {
  EXPECT_EQ(parse_retry_after("949302838503028349304023988"), 4294967295U);
}

TEST(RetryAfter, RefusesADateAndAnOpenComment) {
  EXPECT_FALSE(parse_retry_after("Fri, 01 Jan 2010 16:00:00 GMT"));
  EXPECT_FALSE(parse_retry_after("120 (open"));
  EXPECT_FALSE(parse_retry_after("120 )"));
  EXPECT_FALSE(parse_retry_after(""));
}

}  // namespace
}  // namespace sidetone::sip
