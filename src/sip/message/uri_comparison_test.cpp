#include "sip/message/uri.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

bool same(std::string_view a, std::string_view b) {
  const Uri first = parse_uri(a).value();
  const Uri second = parse_uri(b).value();
  EXPECT_EQ(equivalent(first, second), equivalent(second, first)) << a << " and " << b;
  return equivalent(first, second);
}

// The examples of [RFC3261 §19.1.4].
TEST(UriComparison, IgnoresCaseEscapesAndOrder) {
  EXPECT_TRUE(same("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"));
  EXPECT_TRUE(same("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"));
  EXPECT_TRUE(same("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                   "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com"));
  EXPECT_TRUE(same("sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                   "sip:alice@atlanta.com?priority=urgent&subject=project%20x"));
}

TEST(UriComparison, TellsWhatDiffersApart) {
  EXPECT_FALSE(same("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"));
  EXPECT_FALSE(same("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"));
  EXPECT_FALSE(same("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"));
  EXPECT_FALSE(same("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"));
  EXPECT_FALSE(same("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"));
  EXPECT_FALSE(same("sip:a@b", "sips:a@b"));
  EXPECT_FALSE(same("sip:a:x@b", "sip:a:y@b"));
  EXPECT_FALSE(same("sip:a@b;maddr=c", "sip:a@b"));
  EXPECT_FALSE(same("sip:a@b;user=phone", "sip:a@b"));
}

TEST(UriComparison, TakesTheFirstOfAParameterThatComesTwice) {
  EXPECT_TRUE(same("sip:a@b;x=1;x=2", "sip:a@b;x=1"));
  EXPECT_TRUE(same("sip:a@b;x=1;x=2", "sip:a@b;x=1;x=2"));
  EXPECT_FALSE(same("sip:a@b;x=1;x=2", "sip:a@b;x=2"));
}

TEST(UriComparison, ComparesIpv6ByItsBits) {
  EXPECT_TRUE(same("sip:a@[2001:db8::1]", "sip:a@[2001:0DB8:0::0001]"));
  EXPECT_FALSE(same("sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]"));
}

// [RFC3966 §4]
TEST(UriComparison, PassesOverVisualSeparatorsOfNumbers) {
  EXPECT_TRUE(same("tel:+1-201-555-0123", "tel:+1(201)5550123"));
  EXPECT_TRUE(same("tel:7042;phone-context=example.com", "tel:7042;Phone-Context=EXAMPLE.com"));
  EXPECT_TRUE(same("tel:863-1234;phone-context=+1-914-555", "tel:8631234;phone-context=+1914555"));
  EXPECT_FALSE(same("tel:+12015550123", "tel:12015550123"));
  EXPECT_FALSE(same("tel:+12015550123", "tel:+12015550123;ext=5"));
  EXPECT_FALSE(same("tel:+12015550123", "sip:+12015550123@example.com"));
}

TEST(UriComparison, ComparesOtherSchemesAsText) {
  EXPECT_TRUE(same("urn:service:sos", "URN:service:sos"));
  EXPECT_FALSE(same("urn:service:sos", "urn:service:fire"));
}

}  // namespace
}  // namespace sidetone::sip
