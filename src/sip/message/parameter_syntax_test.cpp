#include "sip/message/parameter_syntax.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

/// Reads and writes again; "refused" when it does not parse, followed by what was left over.
std::string header_round(std::string_view text) {
  Cursor cursor(text);
  Parameters parameters;
  if (!read_header_parameters(cursor, parameters)) return "refused";
  std::string out;
  append_header_parameters(out, parameters);
  return out + std::string(cursor.rest());
}

std::string uri_round(std::string_view text) {
  Parameters parameters;
  if (!read_uri_parameters(text, parameters)) return "refused";
  std::string out;
  append_uri_parameters(out, parameters);
  return out;
}

TEST(HeaderParameters, MayHaveSpaceAroundEverything) {
  EXPECT_EQ(header_round(" ;   tag    = 1918181833n"), ";tag=1918181833n");
  EXPECT_EQ(header_round("; newparam =\t newvalue ; secondparam ; q = 0.33"),
            ";newparam=newvalue;secondparam;q=0.33");
}

TEST(HeaderParameters, AreQuotedOnlyWhereTheyMustBe) {
  EXPECT_EQ(header_round(R"(;a="token";b="two words";c="<urn:x>";d="")"),
            R"(;a=token;b="two words";c="<urn:x>";d="")");
  EXPECT_EQ(header_round(";received=2001:db8::9:255"), ";received=2001:db8::9:255");
  EXPECT_EQ(header_round(";received=[2001:db8::9:255]"), ";received=[2001:db8::9:255]");
}

TEST(HeaderParameters, EndWhereNoSemicolonFollows) {
  EXPECT_EQ(header_round(";a=b, next"), ";a=b, next");
}

TEST(HeaderParameters, AreRefusedWhenEmptyOrOpen) {
  EXPECT_EQ(header_round(";;a"), "refused");
  EXPECT_EQ(header_round(";"), "refused");
  EXPECT_EQ(header_round(";a="), "refused");
  EXPECT_EQ(header_round(";a=\"open"), "refused");
  EXPECT_EQ(header_round(";=b"), "refused");
}

TEST(HeaderParameters, AreAtMost128) {
  std::string text;
  for (int i = 0; i < 128; ++i) text += ";a";
  EXPECT_EQ(header_round(text), text);
  EXPECT_EQ(header_round(text + ";a"), "refused");
}

TEST(UriParameters, AreUnescapedAndEscapedAgain) {
  Parameters parameters;
  ASSERT_TRUE(read_uri_parameters(";%6C%72;n%61me=v%61lue%25%34%31", parameters));
  EXPECT_TRUE(parameters.has("lr"));
  EXPECT_EQ(parameters.find("name"), "value%41");
  EXPECT_EQ(uri_round(";n%61me=v%61lue%25%34%31"), ";name=value%2541");
}

TEST(UriParameters, AreRefusedWithSpacesOrBadEscapes) {
  EXPECT_EQ(uri_round("; lr"), "refused");
  EXPECT_EQ(uri_round(";a=%4"), "refused");
  EXPECT_EQ(uri_round(";%zz"), "refused");
  EXPECT_EQ(uri_round(";;"), "refused");
  EXPECT_EQ(uri_round(";a=\"b\""), "refused");
  EXPECT_EQ(uri_round("lr"), "refused");
}

TEST(UriParameters, AreAtMost128) {
  std::string text;
  for (int i = 0; i < 128; ++i) text += ";a";
  EXPECT_EQ(uri_round(text), text);
  EXPECT_EQ(uri_round(text + ";a"), "refused");
}

}  // namespace
}  // namespace sidetone::sip
