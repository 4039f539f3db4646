#include "app/log.h"

#include <gtest/gtest.h>

namespace sidetone::app::log {
namespace {

TEST(Log, ALineForPeopleQuotesOnlyWhatNeedsIt) {
  EXPECT_EQ(as_text("listening", {{"transport", "UDP"}, {"why", "no room"}, {"port", 5060}}),
            "listening transport=UDP why=\"no room\" port=5060");
}

TEST(Log, ALineForMachinesIsJsonWhateverTheValue) {
  EXPECT_EQ(as_json("odd", {{"value", "a\"b\\c\n\x01"}}),
            R"("event":"odd","value":"a\"b\\c\u000a\u0001")");
}

TEST(Log, NeverShowsWhatBelongsToAUser) {
  const std::string line = as_text("dialled", {{"number", Pii<std::string>("+15550100")}});
  EXPECT_EQ(line.find("5550"), std::string::npos) << line;
}

TEST(Log, TakesThePairsOfTheCoreApart) {
  const auto fields = parse_pairs("call=abc status=486 cause=\"Busy here\" last=");
  EXPECT_EQ(as_text("x", fields), "x call=abc status=486 cause=\"Busy here\" last=\"\"");
}

TEST(Log, PairsThatAreNoneDoNotHurt) {
  EXPECT_EQ(parse_pairs("no pairs here").size(), 0u);
  EXPECT_EQ(parse_pairs("  a=1   b=\"open").size(), 2u);
}

}  // namespace
}  // namespace sidetone::app::log
