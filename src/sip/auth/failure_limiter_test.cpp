#include "sip/auth/failure_limiter.h"

#include <gtest/gtest.h>

namespace sidetone::sip {

using namespace std::chrono_literals;

namespace {

constexpr Instant kStart{1h};

FailureLimiter::Subject from(std::uint8_t host, std::uint64_t account) {
  return {.source = IpAddress::v4({192, 0, 2, host}), .account = account};
}

FailureLimiter::Subject from(std::string_view source, std::uint64_t account) {
  return {.source = *IpAddress::parse(source), .account = account};
}

/// How many of `tries` guesses are looked at.
int guesses(FailureLimiter& limiter, const FailureLimiter::Subject& subject, int tries) {
  int looked_at = 0;
  for (int i = 0; i < tries; ++i) {
    if (!limiter.may_try(subject, kStart)) continue;
    ++looked_at;
    limiter.failed(subject, kStart);
  }
  return looked_at;
}

}  // namespace

TEST(FailureLimiter, OneSourceGuessesAtOneAccountTenTimes) {
  FailureLimiter limiter({});
  EXPECT_EQ(guesses(limiter, from(1, 100), 1'000), 10);
  EXPECT_TRUE(limiter.may_try(from(1, 100), kStart + 6s));
}

TEST(FailureLimiter, OneSourceGuessesAtManyAccountsThirtyTimes) {
  FailureLimiter limiter({});
  int looked_at = 0;
  for (std::uint64_t account = 1; account <= 100; ++account) {
    looked_at += guesses(limiter, from(1, account), 1);
  }
  EXPECT_EQ(looked_at, 30);
}

TEST(FailureLimiter, ManySourcesGuessAtOneAccountTwentyTimes) {
  FailureLimiter limiter({});
  int looked_at = 0;
  for (std::uint8_t host = 1; host <= 100; ++host) looked_at += guesses(limiter, from(host, 5), 1);
  EXPECT_EQ(looked_at, 20);
}

TEST(FailureLimiter, AStrangerCannotLockAPhoneOut) {
  FailureLimiter limiter({});
  limiter.succeeded(from(9, 5), kStart);
  for (std::uint8_t host = 10; host <= 100; ++host) guesses(limiter, from(host, 5), 1);
  EXPECT_FALSE(limiter.may_try(from(101, 5), kStart));
  EXPECT_TRUE(limiter.may_try(from(9, 5), kStart));
}

TEST(FailureLimiter, ABrokenPhoneDoesNotLockItsNeighboursOut) {
  FailureLimiter limiter({});
  limiter.succeeded(from(1, 5), kStart);
  for (std::uint64_t account = 10; account < 50; ++account) guesses(limiter, from(1, account), 1);
  EXPECT_FALSE(limiter.may_try(from(1, 99), kStart));
  EXPECT_TRUE(limiter.may_try(from(1, 5), kStart));
}

TEST(FailureLimiter, TrustIsLimitedInGuessesAndInTime) {
  FailureLimiter limiter({});
  limiter.succeeded(from(1, 5), kStart);
  EXPECT_EQ(guesses(limiter, from(1, 5), 1'000), 10);
  for (std::uint8_t host = 10; host <= 100; ++host) guesses(limiter, from(host, 6), 1);
  limiter.succeeded(from(1, 6), kStart - 2h);
  EXPECT_FALSE(limiter.may_try(from(1, 6), kStart));
}

TEST(FailureLimiter, AGuessCountedInAdvanceIsForgivenWhole) {
  FailureLimiter limiter({});
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(limiter.may_try(from(1, 5), kStart)) << i;
    limiter.failed(from(1, 5), kStart);
    limiter.forgive(from(1, 5), kStart);
  }
  EXPECT_EQ(guesses(limiter, from(1, 5), 1'000), 10) << "no more than without";
}

TEST(FailureLimiter, ANetworkOfIpv6IsOneSource) {
  FailureLimiter limiter({});
  for (std::uint64_t account = 1; account <= 30; ++account) {
    guesses(limiter, from("2001:db8::" + std::to_string(account), account), 1);
  }
  EXPECT_FALSE(limiter.may_try(from("2001:db8::ffff", 77), kStart));
  EXPECT_TRUE(limiter.may_try(from("2001:db8:0:1::1", 77), kStart));
}

}  // namespace sidetone::sip
