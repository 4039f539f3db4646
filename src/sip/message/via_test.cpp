#include "sip/message/via.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

std::string round(std::string_view text) {
  const auto via = parse_via(text);
  return via ? via->to_string() : "refused";
}

TEST(Via, HasTransportSentByAndParameters) {
  const auto via = parse_via("SIP/2.0/udp Host.example.com:5062;branch=z9hG4bK87;rport");
  ASSERT_TRUE(via);
  EXPECT_EQ(via->transport, "UDP");
  EXPECT_EQ(via->host, "host.example.com");
  EXPECT_EQ(via->port, 5062);
  EXPECT_EQ(via->branch(), "z9hG4bK87");
  EXPECT_TRUE(via->parameters.has("rport"));
  EXPECT_EQ(via->to_string(), "SIP/2.0/UDP host.example.com:5062;branch=z9hG4bK87;rport");
}

TEST(Via, MayHaveSpaceEverywhere) {
  EXPECT_EQ(round("SIP  / 2.0  / TCP     spindle.example.com : 5070  ;  branch  =   z9hG4bK9 "),
            "SIP/2.0/TCP spindle.example.com:5070;branch=z9hG4bK9");
}

TEST(Via, IsTheFirstOfALine) {
  EXPECT_EQ(round("SIP/2.0/WSS a.invalid;branch=z9hG4bK1 , SIP/2.0/UDP b"),
            "SIP/2.0/WSS a.invalid;branch=z9hG4bK1");
}

TEST(Via, TakesAnyTransportAndAnyBranch) {
  EXPECT_EQ(round("SIP/2.0/UNKNOWN t4.example.com"), "SIP/2.0/UNKNOWN t4.example.com");
  EXPECT_EQ(parse_via("SIP/2.0/TCP host1;branch=z9hG4bK-.!%66*_+`'~").value().branch(),
            "z9hG4bK-.!%66*_+`'~");
}

TEST(Via, ReadsIpv6WithAndWithoutBrackets) {
  const auto bare = parse_via("SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z");
  EXPECT_EQ(bare.value().parameters.find("received"), "2001:db8::9:255");
  const auto bracketed = parse_via("SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255]");
  EXPECT_EQ(bracketed.value().parameters.find("received"), "[2001:db8::9:255]");
  EXPECT_EQ(bracketed.value().host, "[2001:db8::9:1]");
}

TEST(Via, RefusesWhatIsNone) {
  for (const std::string_view text :
       {"", "SIP/2.0/UDP", "SIP/2.0 a", "SIP/7.0/UDP a", "HTTP/2.0/UDP a", "SIP/2.0/UDPa:5060",
        "SIP/2.0/UDP a:x", "SIP/2.0/UDP a b", "SIP/2.0/UDP 192.0.2.15;;,;,,", "SIP/2.0/ a",
        "SIP/2.0/UDP ;branch=z9hG4bK1"}) {
    EXPECT_EQ(round(text), "refused") << text;
  }
}

}  // namespace
}  // namespace sidetone::sip
