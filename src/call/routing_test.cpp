#include "call/routing.h"

#include "support/test_directory.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

class RoutingTest : public testing::Test {
 protected:
  Route dial(std::string_view number) const {
    return route(directory_, directory_.extension_101(), number);
  }
  test::TestDirectory directory_;
};

TEST_F(RoutingTest, FindsAnExtensionHoweverItIsWritten) {
  const Route sales = ToExtension{directory_.extension_102().id};
  EXPECT_EQ(dial("102"), sales);
  EXPECT_EQ(dial(" 1-0.2 "), sales);
  EXPECT_EQ(dial("１０２"), sales);  // full-width digits
  EXPECT_EQ(dial("١٠٢"), sales);     // Arabic-Indic digits
}

TEST_F(RoutingTest, KnowsTheEchoTest) {
  EXPECT_EQ(dial("*43"), Route(ToEchoTest{}));
}

TEST_F(RoutingTest, NeverLooksIntoAnotherTenant) {
  EXPECT_EQ(dial("201"), Route(NoRoute{404, "No such extension"}));
}

TEST_F(RoutingTest, RefusesOnesOwnNumber) {
  EXPECT_EQ(dial("101"), Route(NoRoute{403, "You can't call yourself"}));
}

TEST_F(RoutingTest, TellsAnOutsideNumberFromAMissingExtension) {
  EXPECT_EQ(dial("999"), Route(NoRoute{404, "No such extension"}));
  EXPECT_EQ(dial("+15550100101"), Route(NoRoute{403, "Outside calls are not enabled"}));
}

TEST_F(RoutingTest, KnowsNothingThatNobodyCanDial) {
  using namespace std::string_literals;
  for (const std::string& number : {"abc"s, "1\r\nTo: x"s, "\0"s, "10\xC0\xB2"s, "\"102\""s,
                                    std::string(70'000, '1'), std::string(70'000, ' ')}) {
    EXPECT_EQ(dial(number), Route(NoRoute{404, "No such extension"}));
  }
}

TEST(Normalised, KeepsOnlyWhatAPhoneCanDial) {
  EXPECT_EQ(normalised("+1 (555) 010‑0101"), "+15550100101");
  EXPECT_EQ(normalised("*43#"), "*43#");
  for (const char* text : {"", "+", "abc", "1+2", "10\xFF", "1\r\nTo: x"}) {
    EXPECT_EQ(normalised(text), "") << text;
  }
  EXPECT_EQ(normalised(std::string(65, '1')), "");
}

}  // namespace
}  // namespace sidetone::call
