#include "net/connection_limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::net {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

TEST(ConnectionLimits, ASourceMayHoldItsShareOnly) {
  ConnectionLimits limits({.in_all = 10, .per_source = 2});
  auto first = limits.admit(ip("192.0.2.1"), kStart),
       second = limits.admit(ip("192.0.2.1"), kStart);
  const auto third = limits.admit(ip("192.0.2.1"), kStart);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error(), Drop::kTooManyOfSource);
  EXPECT_TRUE(limits.admit(ip("192.0.2.2"), kStart));
}

TEST(ConnectionLimits, APlaceIsFreeAgainWhenItsConnectionGoes) {
  ConnectionLimits limits({.in_all = 1, .per_source = 1});
  {
    const auto held = limits.admit(ip("192.0.2.1"), kStart);
    EXPECT_EQ(limits.admit(ip("192.0.2.2"), kStart).error(), Drop::kTooManyInAll);
  }
  EXPECT_EQ(limits.in_use(), 0u);
  EXPECT_TRUE(limits.admit(ip("192.0.2.2"), kStart));
}

TEST(ConnectionLimits, OneIpv6SubnetIsOneSource) {
  ConnectionLimits limits({.in_all = 10, .per_source = 1});
  const auto first = limits.admit(ip("2001:db8::1"), kStart);
  EXPECT_FALSE(limits.admit(ip("2001:db8::2"), kStart));
  EXPECT_FALSE(limits.admit(ip("2001:db8:0:ff::1"), kStart)) << "a /56 is one customer";
  EXPECT_TRUE(limits.admit(ip("2001:db8:0:100::1"), kStart));
}

TEST(ConnectionLimits, LoopbackHasOnlyTheCommonBound) {
  ConnectionLimits limits({.in_all = 3, .per_source = 1});
  const auto first = limits.admit(ip("127.0.0.1"), kStart),
             second = limits.admit(ip("127.0.0.1"), kStart);
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

TEST(ConnectionLimits, LoopbackHasPlacesThatNobodyElseGets) {
  ConnectionLimits limits({.in_all = 1, .per_source = 1, .more_for_loopback = 1});
  const auto stranger = limits.admit(ip("192.0.2.1"), kStart);
  EXPECT_EQ(limits.admit(ip("192.0.2.2"), kStart).error(), Drop::kTooManyInAll);
  const auto proxy = limits.admit(ip("127.0.0.1"), kStart);
  EXPECT_TRUE(proxy);
  EXPECT_EQ(limits.admit(ip("::1"), kStart).error(), Drop::kTooManyInAll);
}

TEST(ConnectionLimits, ASourceMayConnectOnlySoFast) {
  ConnectionLimits limits({.burst = 3, .refill = 20ms});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.admit(ip("192.0.2.1"), kStart)) << i;
  EXPECT_EQ(limits.admit(ip("192.0.2.1"), kStart + 19ms).error(), Drop::kConnectsTooFast);
  EXPECT_TRUE(limits.admit(ip("192.0.2.2"), kStart + 19ms)) << "another source";
  EXPECT_TRUE(limits.admit(ip("192.0.2.1"), kStart + 20ms));
  EXPECT_FALSE(limits.admit(ip("192.0.2.1"), kStart + 20ms));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(limits.admit(ip("127.0.0.1"), kStart)) << i;
}

TEST(ConnectionLimits, RemembersNoMoreSourcesThanItNeeds) {
  ConnectionLimits limits({.in_all = 10, .per_source = 1});
  const auto held = limits.admit(ip("192.0.2.1"), kStart);
  for (std::uint32_t i = 0; i < 25'000; ++i) {
    const auto byte = [i](unsigned shift) { return static_cast<std::uint8_t>(i >> shift); };
    EXPECT_TRUE(limits.admit(IpAddress::v4({10, byte(16), byte(8), byte(0)}), kStart));
    ASSERT_LE(limits.sources(), 10'010U);
  }
  EXPECT_EQ(limits.admit(ip("192.0.2.1"), kStart).error(), Drop::kTooManyOfSource);
}

TEST(ConnectionLimits, AMovedAdmissionIsGivenBackOnce) {
  ConnectionLimits limits({.in_all = 3, .per_source = 3});
  {
    auto first = limits.admit(ip("192.0.2.1"), kStart);
    ConnectionLimits::Admission moved = std::move(*first);
    EXPECT_EQ(limits.in_use(), 1u);
  }
  EXPECT_EQ(limits.in_use(), 0u);
}

}  // namespace
}  // namespace sidetone::net
