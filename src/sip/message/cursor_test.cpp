#include "sip/message/cursor.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone::sip {
namespace {

std::vector<std::string_view> elements(std::string_view text) {
  std::vector<std::string_view> out;
  ListReader list(text);
  while (const auto element = list.next()) out.push_back(*element);
  return out;
}

using Elements = std::vector<std::string_view>;

TEST(Cursor, TakesSeparatorsWithTheSpaceAroundThem) {
  Cursor cursor("a \t; b");
  EXPECT_EQ(cursor.take_token(), "a");
  EXPECT_FALSE(cursor.accept_separator(','));
  EXPECT_EQ(cursor.offset(), 1U);
  EXPECT_TRUE(cursor.accept_separator(';'));
  EXPECT_EQ(cursor.rest(), "b");
}

TEST(Cursor, TakesAQuotedString) {
  Cursor cursor(R"("a \"b\"" c)");
  EXPECT_EQ(cursor.take_quoted(), "a \"b\"");
  EXPECT_EQ(cursor.rest(), " c");
  EXPECT_EQ(cursor.take_quoted(), std::nullopt);
}

TEST(Cursor, IsSafeAtTheEnd) {
  Cursor cursor("");
  EXPECT_TRUE(cursor.at_end());
  EXPECT_EQ(cursor.peek(), '\0');
  EXPECT_FALSE(cursor.accept('a'));
  EXPECT_EQ(cursor.take_token(), "");
}

TEST(ListReader, CutsAtCommas) {
  EXPECT_EQ(elements("a, b ,c"), (Elements{"a", "b", "c"}));
  EXPECT_EQ(elements(" ,a,, b,"), (Elements{"a", "b"}));
  EXPECT_EQ(elements(""), Elements{});
}

TEST(ListReader, KeepsCommasInsideOfQuotesAndBrackets) {
  EXPECT_EQ(elements(R"("a, \", b" <sip:x,y@z>, <sip:"w>)"),
            (Elements{R"("a, \", b" <sip:x,y@z>)", "<sip:\"w>"}));
}

TEST(ListReader, TakesAnOpenQuoteForTheRest) {
  EXPECT_EQ(elements("a, \"b, c"), (Elements{"a", "\"b, c"}));
  EXPECT_EQ(elements("a, \"b\\"), (Elements{"a", "\"b\\"}));
}

}  // namespace
}  // namespace sidetone::sip
