#include "sip/auth/token_buckets.h"

#include <gtest/gtest.h>

namespace sidetone::sip {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};
constexpr Rate kThreeThenOneASecond{.burst = 3, .refill = 1s};

}  // namespace

TEST(TokenBuckets, ABurstIsGrantedAndThenOnePerRefill) {
  TokenBuckets buckets(kThreeThenOneASecond, 10);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(buckets.empty(7, kStart));
    buckets.take(7, kStart);
  }
  EXPECT_TRUE(buckets.empty(7, kStart));
  EXPECT_TRUE(buckets.empty(7, kStart + 999ms));
  EXPECT_FALSE(buckets.empty(7, kStart + 1s));
  buckets.take(7, kStart + 1s);
  EXPECT_TRUE(buckets.empty(7, kStart + 1s));
}

TEST(TokenBuckets, TakingFromAnEmptyOneDoesNotPutOffItsRefill) {
  TokenBuckets buckets(kThreeThenOneASecond, 10);
  for (int i = 0; i < 1'000; ++i) buckets.take(7, kStart);
  EXPECT_FALSE(buckets.empty(7, kStart + 1s));
}

TEST(TokenBuckets, KeysHaveBucketsOfTheirOwn) {
  TokenBuckets buckets(kThreeThenOneASecond, 10);
  for (int i = 0; i < 3; ++i) buckets.take(7, kStart);
  EXPECT_FALSE(buckets.empty(8, kStart));
}

TEST(TokenBuckets, FullBucketsCostNothing) {
  TokenBuckets buckets(kThreeThenOneASecond, 10);
  buckets.take(7, kStart);
  buckets.take(8, kStart + 2s);
  EXPECT_EQ(buckets.size(), 1U);
}

TEST(TokenBuckets, TheLongestUnusedMakesRoom) {
  TokenBuckets buckets(kThreeThenOneASecond, 2);
  for (int i = 0; i < 3; ++i) buckets.take(1, kStart);
  for (int i = 0; i < 3; ++i) buckets.take(2, kStart);
  buckets.take(3, kStart);
  EXPECT_EQ(buckets.size(), 2U);
  EXPECT_FALSE(buckets.empty(1, kStart)) << "forgotten";
  EXPECT_TRUE(buckets.empty(2, kStart));
}

TEST(RecentKeys, AKeyIsRecentForItsSpan) {
  RecentKeys keys(10s, 5);
  keys.add(1, kStart);
  EXPECT_TRUE(keys.has(1, kStart + 9s));
  EXPECT_FALSE(keys.has(1, kStart + 10s));
  EXPECT_FALSE(keys.has(2, kStart));
  keys.add(1, kStart + 9s);
  EXPECT_TRUE(keys.has(1, kStart + 18s));
}

TEST(RecentKeys, TheLongestUnseenMakesRoom) {
  RecentKeys keys(10s, 2);
  keys.add(1, kStart);
  keys.add(2, kStart);
  keys.add(1, kStart);
  keys.add(3, kStart);
  EXPECT_TRUE(keys.has(1, kStart));
  EXPECT_FALSE(keys.has(2, kStart));
  EXPECT_TRUE(keys.has(3, kStart));
}

}  // namespace sidetone::sip
