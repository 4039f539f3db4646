#include "sip/message/text.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

std::string escaped(std::string_view text, CharClass allowed) {
  std::string out;
  append_escaped(out, text, allowed);
  return out;
}

TEST(Text, KnowsTokens) {
  EXPECT_TRUE(is_token("azAZ09-.!%*_+`'~"));
  for (const char c : std::string_view("()<>@,;:\\\"/[]?={} \t\x7f\x80")) {
    EXPECT_FALSE(is_token(std::string(1, c))) << c;
  }
  EXPECT_FALSE(is_token(""));
}

TEST(Text, ComparesWithoutCase) {
  EXPECT_TRUE(equal_without_case("Call-ID", "CALL-id"));
  EXPECT_FALSE(equal_without_case("Call-ID", "Call-I"));
  // 0x20 apart, but no letters.
  EXPECT_FALSE(equal_without_case("[", "{"));
  EXPECT_TRUE(starts_without_case("sip/2.0", "SIP/"));
  EXPECT_FALSE(starts_without_case("SI", "SIP/"));
  EXPECT_EQ(lower("Straße-Ü"), "straße-Ü");
  EXPECT_EQ(upper("udp-ß"), "UDP-ß");
}

TEST(Text, Trims) {
  EXPECT_EQ(trim(" \t a b \t"), "a b");
  EXPECT_EQ(trim(" \t "), "");
}

TEST(Text, ReadsNumbersThatFit) {
  EXPECT_EQ(parse_number("0009"), 9U);
  EXPECT_EQ(parse_number("4294967295"), 4294967295U);
  EXPECT_EQ(parse_number("4294967296"), std::nullopt);
  EXPECT_EQ(parse_number("36893488147419103232"), std::nullopt);
  EXPECT_EQ(parse_number(""), std::nullopt);
  EXPECT_EQ(parse_number("+1"), std::nullopt);
  EXPECT_EQ(parse_number("1 "), std::nullopt);
}

TEST(Text, HoldsLargeSecondsAtTheLargest) {
  EXPECT_EQ(parse_delta_seconds("3600"), 3600U);
  EXPECT_EQ(parse_delta_seconds(std::string(100, '9')), 4294967295U);
  EXPECT_EQ(parse_delta_seconds("-1"), std::nullopt);
}

TEST(Text, MendsWhatIsNoUtf8) {
  EXPECT_EQ(valid_utf8("Grüße, \xF0\x9F\x93\x9E"), "Grüße, \xF0\x9F\x93\x9E");
  EXPECT_EQ(valid_utf8("M\xFCller"), "M\xEF\xBF\xBDller");
  EXPECT_EQ(valid_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");                  // Overlong '/'.
  EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // Surrogate.
  EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80").size(), 12U);          // Beyond U+10FFFF.
  EXPECT_EQ(valid_utf8("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // Cut off.
}

TEST(Text, QuotesWhatAQuoteMayNotHold) {
  EXPECT_EQ(quoted("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), std::string_view("\"\\\0\"", 4));
  EXPECT_EQ(quoted("a\r\nb"), "\"a  b\"");
}

TEST(Text, UnquotesUpToTheClosingQuote) {
  std::string out;
  EXPECT_EQ(unquote(R"(a\"b\\" rest)", out), 7U);
  EXPECT_EQ(out, R"(a"b\)");
  EXPECT_EQ(unquote("open", out), std::nullopt);
  EXPECT_EQ(unquote("open\\", out), std::nullopt);
  EXPECT_EQ(unquote("open\\\"", out), std::nullopt);
}

TEST(Text, EscapesWhatTheClassDoesNotAllow) {
  EXPECT_EQ(escaped("a b@c", CharClass::kUser), "a%20b%40c");
  EXPECT_EQ(escaped("a/b", CharClass::kPassword), "a%2Fb");
  EXPECT_EQ(escaped("\xC3\xBC", CharClass::kUser), "%C3%BC");
}

TEST(Text, Unescapes) {
  EXPECT_EQ(unescape("%75se%72"), "user");
  EXPECT_EQ(unescape("v%61lue%25%34%31"), "value%41");
  EXPECT_EQ(unescape("%00"), std::string(1, '\0'));
  EXPECT_EQ(unescape("%Z1"), std::nullopt);
  EXPECT_EQ(unescape("%4"), std::nullopt);
  EXPECT_EQ(unescape("%"), std::nullopt);
}

}  // namespace
}  // namespace sidetone::sip
