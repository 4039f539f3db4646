#include "sip/message/header_fields.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using Values = std::vector<std::string_view>;

TEST(HeaderFields, KeepUnknownNamesAsWritten) {
  HeaderFields headers;
  headers.add("X-Unheard-Of", "1");
  headers.add("v", "SIP/2.0/UDP a");
  EXPECT_EQ(headers.find("x-unheard-of"), "1");
  EXPECT_EQ(headers.begin()->written_name(), "X-Unheard-Of");
  EXPECT_EQ(headers.find(HeaderId::kVia), "SIP/2.0/UDP a");
  EXPECT_EQ((headers.begin() + 1)->written_name(), "Via");
  EXPECT_EQ(headers.find("X-Other"), std::nullopt);
  EXPECT_EQ(headers.find("Via"), "SIP/2.0/UDP a");
}

TEST(HeaderFields, PutANewViaAboveTheOthers) {
  HeaderFields headers;
  headers.add(HeaderId::kTo, "<sip:a@b>");
  headers.add(HeaderId::kVia, "old");
  headers.add_front(HeaderId::kVia, "new");
  EXPECT_EQ(headers.values(HeaderId::kVia), (Values{"new", "old"}));
  headers.add_front(HeaderId::kRoute, "first");
  EXPECT_EQ(headers.begin()->id, HeaderId::kRoute);
}

TEST(HeaderFields, ReplaceAllOfAKindInThePlaceOfTheFirst) {
  HeaderFields headers;
  headers.add(HeaderId::kContact, "a");
  headers.add(HeaderId::kTo, "t");
  headers.add(HeaderId::kContact, "b");
  headers.set(HeaderId::kContact, "c");
  EXPECT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.begin()->value, "c");
  headers.set(HeaderId::kFrom, "f");
  EXPECT_EQ(headers.find(HeaderId::kFrom), "f");
  headers.remove(HeaderId::kContact);
  EXPECT_FALSE(headers.has(HeaderId::kContact));
}

TEST(HeaderFields, SplitListsOverLinesAndCommas) {
  HeaderFields headers;
  headers.add(HeaderId::kRoute, "<sip:a,b@c;lr>, <sip:d>");
  headers.add(HeaderId::kRoute, "\"x, y\" <sip:e>");
  EXPECT_EQ(headers.values(HeaderId::kRoute),
            (Values{"<sip:a,b@c;lr>", "<sip:d>", "\"x, y\" <sip:e>"}));
  EXPECT_EQ(headers.count(HeaderId::kRoute), 2U);
}

TEST(HeaderFields, DoNotSplitWhatIsNoList) {
  HeaderFields headers;
  headers.add(HeaderId::kAuthorization, "Digest a=b, c=d");
  headers.add(HeaderId::kDate, "Sat, 15 Oct 2005 04:44:56 GMT");
  EXPECT_EQ(headers.values(HeaderId::kAuthorization), Values{"Digest a=b, c=d"});
  EXPECT_EQ(headers.values(HeaderId::kDate), Values{"Sat, 15 Oct 2005 04:44:56 GMT"});
}

TEST(HeaderFields, TakeTheTopViaAway) {
  HeaderFields headers;
  headers.add(HeaderId::kVia, "a;x=\",\" , b");
  headers.add(HeaderId::kVia, "c");
  headers.remove_first_value(HeaderId::kVia);
  EXPECT_EQ(headers.values(HeaderId::kVia), (Values{"b", "c"}));
  headers.remove_first_value(HeaderId::kVia);
  EXPECT_EQ(headers.values(HeaderId::kVia), Values{"c"});
  headers.remove_first_value(HeaderId::kVia);
  headers.remove_first_value(HeaderId::kVia);
  EXPECT_EQ(headers.count(HeaderId::kVia), 0U);
}

TEST(HeaderFields, TakeAllOfALineAwayThatIsNoList) {
  HeaderFields headers;
  headers.add(HeaderId::kSubject, "one, two");
  headers.remove_first_value(HeaderId::kSubject);
  EXPECT_FALSE(headers.has(HeaderId::kSubject));
}

TEST(HeaderFields, FindTokensInAnyLine) {
  HeaderFields headers;
  headers.add(HeaderId::kSupported, "timer, replaces");
  headers.add(HeaderId::kSupported, "100rel");
  EXPECT_TRUE(headers.has_token(HeaderId::kSupported, "REPLACES"));
  EXPECT_TRUE(headers.has_token(HeaderId::kSupported, "100rel"));
  EXPECT_FALSE(headers.has_token(HeaderId::kSupported, "place"));
  EXPECT_FALSE(headers.has_token(HeaderId::kRequire, "timer"));
}

}  // namespace
}  // namespace sidetone::sip
