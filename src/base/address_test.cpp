#include "base/address.h"

#include <gtest/gtest.h>

namespace sidetone {
namespace {

TEST(IpAddress, ReadsAndWritesBothFamilies) {
  EXPECT_EQ(IpAddress::parse("192.0.2.1")->to_host(), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("2001:DB8::1")->to_host(), "[2001:db8::1]");
  EXPECT_EQ(IpAddress::parse("[2001:db8::1]")->to_string(), "2001:db8::1");
}

TEST(IpAddress, RefusesWhatIsNoAddress) {
  for (const char* text : {"", "example.com", "1.2.3", "1.2.3.4.5", "256.1.1.1", "[1.2.3.4]",
                           "2001:db8:::1", "1.2.3.4:5060", "fe80::1%eth0"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(IpAddress, MakesAMappedAddressIpv4) {
  EXPECT_EQ(IpAddress::parse("::ffff:192.0.2.1"), IpAddress::parse("192.0.2.1"));
}

TEST(IpAddress, KnowsLoopbackAndUnspecified) {
  EXPECT_TRUE(IpAddress::parse("127.8.8.8")->is_loopback());
  EXPECT_TRUE(IpAddress::parse("::1")->is_loopback());
  EXPECT_FALSE(IpAddress::parse("::2")->is_loopback());
  EXPECT_TRUE(IpAddress().is_unspecified());
  EXPECT_TRUE(IpAddress::parse("::")->is_unspecified());
}

TEST(SocketAddress, ReadsAndWritesHostAndPort) {
  EXPECT_EQ(SocketAddress::parse("192.0.2.1:5060")->to_string(), "192.0.2.1:5060");
  EXPECT_EQ(SocketAddress::parse("[::1]:5061")->to_string(), "[::1]:5061");
  for (const char* text : {"192.0.2.1", "192.0.2.1:", "192.0.2.1:70000", "::1:5060", "a:1"}) {
    EXPECT_FALSE(SocketAddress::parse(text)) << text;
  }
}

}  // namespace
}  // namespace sidetone
