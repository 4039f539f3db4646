#include "net/interfaces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::net {
namespace {

TEST(Interfaces, LoopbackIsThereAndComesLast) {
  const auto addresses = interface_addresses();
  ASSERT_FALSE(addresses.empty());
  EXPECT_TRUE(addresses.back().is_loopback());
  EXPECT_TRUE(std::ranges::is_partitioned(addresses,
                                          [](const IpAddress& ip) { return !ip.is_loopback(); }));
}

}  // namespace
}  // namespace sidetone::net
