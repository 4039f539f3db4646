#include "sip/message/host.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

/// What is read, written again; "refused" when it does not parse.
std::string round(std::string_view text, SpaceAroundColon space = SpaceAroundColon::kForbidden) {
  Cursor cursor(text);
  const auto found = read_host_port(cursor, space);
  if (!found) return "refused";
  std::string out;
  append_host_port(out, found->host, found->port);
  return out + std::string(cursor.rest());
}

TEST(Host, IsANameOrAnAddress) {
  EXPECT_EQ(round("Example.COM:5060"), "example.com:5060");
  EXPECT_EQ(round("192.0.2.1;x"), "192.0.2.1;x");
  EXPECT_EQ(round("[2001:DB8::10]:5070"), "[2001:db8::10]:5070");
  EXPECT_EQ(round("[::ffff:192.0.2.10]"), "[::ffff:192.0.2.10]");
}

TEST(Host, HasTwoColonsWhereTheOldGrammarMadeThree) {
  EXPECT_EQ(round("[2001:db8:::192.0.2.1]"), "[2001:db8::192.0.2.1]");
}

TEST(Host, IsRefusedWhenItIsNone) {
  EXPECT_EQ(round(""), "refused");
  EXPECT_EQ(round("@"), "refused");
  EXPECT_EQ(round("[2001:db8::10"), "refused");
  EXPECT_EQ(round("[]"), "refused");
  EXPECT_EQ(round("[192.0.2.1]"), "refused");
  EXPECT_EQ(round("[fe80::1%eth0]"), "refused");
  EXPECT_EQ(round(std::string_view("[::1\0x]", 7)), "refused");
}

TEST(Host, HasAPortFrom1To65535) {
  EXPECT_EQ(round("a:65535"), "a:65535");
  EXPECT_EQ(round("a:65536"), "refused");
  EXPECT_EQ(round("a:0"), "refused");
  EXPECT_EQ(round("a:"), "refused");
  EXPECT_EQ(round("2001:db8::10"), "refused");  // A port has no letters.
}

TEST(Host, MayHaveSpaceAroundTheColonOfAVia) {
  EXPECT_EQ(round("a : 5060", SpaceAroundColon::kAllowed), "a:5060");
  EXPECT_EQ(round("a : 5060"), "a : 5060");
}

}  // namespace
}  // namespace sidetone::sip
