#include "net/connection_limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::net {
namespace {

IpAddress ip(const char* text) {
  return *IpAddress::parse(text);
}

TEST(ConnectionLimits, ASourceMayHoldItsShareOnly) {
  ConnectionLimits limits({.in_all = 10, .per_source = 2});
  auto first = limits.admit(ip("192.0.2.1")), second = limits.admit(ip("192.0.2.1"));
  const auto third = limits.admit(ip("192.0.2.1"));
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error(), Drop::kTooManyOfSource);
  EXPECT_TRUE(limits.admit(ip("192.0.2.2")));
}

TEST(ConnectionLimits, APlaceIsFreeAgainWhenItsConnectionGoes) {
  ConnectionLimits limits({.in_all = 1, .per_source = 1});
  {
    const auto held = limits.admit(ip("192.0.2.1"));
    EXPECT_EQ(limits.admit(ip("192.0.2.2")).error(), Drop::kTooManyInAll);
  }
  EXPECT_EQ(limits.in_use(), 0u);
  EXPECT_TRUE(limits.admit(ip("192.0.2.2")));
}

TEST(ConnectionLimits, OneIpv6SubnetIsOneSource) {
  ConnectionLimits limits({.in_all = 10, .per_source = 1});
  const auto first = limits.admit(ip("2001:db8::1"));
  EXPECT_FALSE(limits.admit(ip("2001:db8::2")));
  EXPECT_TRUE(limits.admit(ip("2001:db8:0:1::1")));
}

TEST(ConnectionLimits, LoopbackHasOnlyTheCommonBound) {
  ConnectionLimits limits({.in_all = 3, .per_source = 1});
  const auto first = limits.admit(ip("127.0.0.1")), second = limits.admit(ip("127.0.0.1"));
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

TEST(ConnectionLimits, AMovedAdmissionIsGivenBackOnce) {
  ConnectionLimits limits({.in_all = 3, .per_source = 3});
  {
    auto first = limits.admit(ip("192.0.2.1"));
    ConnectionLimits::Admission moved = std::move(*first);
    EXPECT_EQ(limits.in_use(), 1u);
  }
  EXPECT_EQ(limits.in_use(), 0u);
}

}  // namespace
}  // namespace sidetone::net
