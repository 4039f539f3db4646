#include "sip/message/name_addr.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

std::string round(std::string_view text) {
  const auto address = parse_name_addr(text);
  return address ? address->to_string() : "refused";
}

TEST(NameAddr, HasNameUriAndParameters) {
  const auto address =
      parse_name_addr("\"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>  ;  tag = 98asjd8");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->display_name, "J Rosenberg \\\"");
  EXPECT_EQ(address->uri.user, "jdrosen");
  EXPECT_EQ(address->tag(), "98asjd8");
}

TEST(NameAddr, GivesParametersOfABareUriToTheHeader) {
  const auto address = parse_name_addr("sip:+19725552222@gw1.example.net;unknownparam");
  ASSERT_TRUE(address);
  EXPECT_TRUE(address->parameters.has("unknownparam"));
  EXPECT_TRUE(address->uri.parameters.empty());
  EXPECT_TRUE(parse_name_addr("<sip:+19725552222@gw1.example.net;unknownparam>")
                  .value()
                  .uri.parameters.has("unknownparam"));
}

TEST(NameAddr, MayHaveANameWithoutQuotes) {
  EXPECT_EQ(round("caller<sip:caller@example.com>;tag=323"),
            "\"caller\" <sip:caller@example.com>;tag=323");
  EXPECT_EQ(round("token1~` token2'+_   token3*%!.- <sip:m@example.com>"),
            "\"token1~` token2'+_ token3*%!.-\" <sip:m@example.com>");
  EXPECT_EQ(round("Jörg (Büro) <sip:a@b>"), "\"Jörg (Büro)\" <sip:a@b>");
}

TEST(NameAddr, MendsANameThatIsNoUtf8) {
  EXPECT_EQ(parse_name_addr("\"M\xFCller\" <sip:a@b>").value().display_name, "M\xEF\xBF\xBDller");
}

TEST(NameAddr, WritesBracketsAlwaysAndQuotesWithAName) {
  EXPECT_EQ(round("sip:a@b"), "<sip:a@b>");
  EXPECT_EQ(round("  <sip:a@b> "), "<sip:a@b>");
  EXPECT_EQ(round("\"\" <sip:a@b>"), "<sip:a@b>");
}

TEST(NameAddr, RefusesWhatLeavesDoubt) {
  for (const std::string_view text :
       {"", "alan", "\"Mr. J. User <sip:j@example.com>", "Bell, Alexander <sip:a@b>",
        "\"Watson, Thomas\" < sip:t@example.org >", "<sip:a@b", "sip:a@b>", "\"x\" sip:a@b",
        "<sip:a@b>;", "<sip:a@b>;;;;", "<sip:a@b> x", "sip:a@b, sip:c@d",
        "sip:user@example.com?Route=%3Csip:sip.example.com%3E", "\"a\" b <sip:a@b>"}) {
    EXPECT_EQ(round(text), "refused") << text;
  }
}

TEST(NameAddrList, ReadsEachOfALine) {
  const auto list = parse_name_addr_list(
      "\"a, b\" <sip:a,b@c>;q=0.5 , sip:d@e;expires=60,<sip:f@g?Route=%3Csip:h%3E>");
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 3U);
  EXPECT_EQ((*list)[0].uri.user, "a,b");
  EXPECT_EQ((*list)[1].parameters.find("expires"), "60");
  EXPECT_EQ((*list)[2].uri.headers, "Route=%3Csip:h%3E");
}

TEST(NameAddrList, RefusesEmptyElementsAndTooMany) {
  EXPECT_FALSE(parse_name_addr_list(""));
  EXPECT_FALSE(parse_name_addr_list("<sip:a@b>,,<sip:a@b>"));
  EXPECT_FALSE(parse_name_addr_list("<sip:a@b>,"));
  std::string text = "<sip:a@b>";
  for (int i = 1; i < 256; ++i) text += ",<sip:a@b>";
  EXPECT_TRUE(parse_name_addr_list(text));
  EXPECT_FALSE(parse_name_addr_list(text + ",<sip:a@b>"));
}

}  // namespace
}  // namespace sidetone::sip
