#include "net/port_pool.h"

#include <gtest/gtest.h>

#include <set>

namespace sidetone::net {
namespace {

const IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});

TEST(PortPool, GivesAnEvenPortAndTheNextBothBound) {
  SeededRandom random(1);
  PortPool pool(kLoopback, {41'001, 41'100}, random);
  const auto pair = pool.open({});
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->rtp.local().port % 2, 0);
  EXPECT_EQ(pair->rtcp.local().port, pair->rtp.local().port + 1);
  EXPECT_FALSE(UdpSocket::open(pair->rtp.local())) << "nobody else can bind it any more";
}

TEST(PortPool, BindsToTheNamedAddressAloneWhereItIsOurs) {
  SeededRandom random(1);
  PortPool everywhere({}, {41'000, 41'009}, random);
  const auto pair = everywhere.open(kLoopback);
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->rtp.local().ip, kLoopback);
  EXPECT_EQ(pair->rtcp.local().ip, kLoopback);
}

TEST(PortPool, BindsToEveryAddressWhereTheNamedOneIsThatOfANat) {
  SeededRandom random(1);
  PortPool everywhere({}, {41'000, 41'009}, random);
  const auto pair = everywhere.open(IpAddress::v4({203, 0, 113, 7}));
  ASSERT_TRUE(pair);
  EXPECT_TRUE(pair->rtp.local().ip.is_unspecified());
}

TEST(PortPool, StaysAtTheAddressThatItWasGiven) {
  SeededRandom random(1);
  PortPool pool(kLoopback, {41'000, 41'009}, random);
  EXPECT_EQ(pool.open(IpAddress::v4({127, 0, 0, 9}))->rtp.local().ip, kLoopback);
}

TEST(PortPool, NeverLeavesItsRange) {
  SeededRandom random(1);
  PortPool pool(kLoopback, {41'001, 41'008}, random);
  EXPECT_EQ(pool.free(), 3u) << "41002, 41004, 41006; 41008 has no partner";
  std::vector<PortPair> held;
  while (auto pair = pool.open({})) held.push_back(std::move(*pair));
  EXPECT_EQ(held.size(), 3u);
}

TEST(PortPool, StartsSomewhereElseWithOtherDice) {
  SeededRandom one(1), two(2);
  EXPECT_NE(PortPool(kLoopback, {41'000, 42'000}, one).open({})->rtp.local().port,
            PortPool(kLoopback, {41'000, 42'000}, two).open({})->rtp.local().port);
}

TEST(PortPool, APortThatCameBackIsTheLastToBeUsedAgain) {
  SeededRandom random(1);
  PortPool pool(kLoopback, {41'000, 41'009}, random);
  const std::uint16_t port = pool.open({})->rtp.local().port;
  pool.give_back(port);
  std::vector<PortPair> held;
  for (int i = 0; i < 4; ++i) {
    held.push_back(std::move(*pool.open({})));
    EXPECT_NE(held.back().rtp.local().port, port);
  }
  EXPECT_EQ(pool.open({})->rtp.local().port, port);
}

TEST(PortPool, StepsOverPortsThatOthersHold) {
  SeededRandom random(1);
  const auto taken = UdpSocket::open({kLoopback, 41'002});
  const auto taken_too = UdpSocket::open({kLoopback, 41'005});
  ASSERT_TRUE(taken && taken_too);
  PortPool pool(kLoopback, {41'000, 41'005}, random);
  std::vector<PortPair> held;
  while (auto pair = pool.open({})) held.push_back(std::move(*pair));
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(held[0].rtp.local().port, 41'000);
  EXPECT_EQ(pool.free(), 2u) << "they are tried again when their holders may have gone";
}

}  // namespace
}  // namespace sidetone::net
