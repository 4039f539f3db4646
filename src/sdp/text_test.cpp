#include "sdp/text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace sidetone::sdp {

TEST(SdpText, WordsAreTakenOneByOneWhateverTheirSpacing) {
  std::string_view rest = "  audio  9 RTP/AVP ";
  EXPECT_EQ(take_word(rest), "audio");
  EXPECT_EQ(take_word(rest), "9");
  EXPECT_EQ(take_word(rest), "RTP/AVP");
  EXPECT_EQ(take_word(rest), "");
}

TEST(SdpText, TakingUntilASeparatorThatIsNotThereTakesAll) {
  std::string_view rest = "sendrecv";
  EXPECT_EQ(take_until(rest, ':'), "sendrecv");
  EXPECT_EQ(rest, "");
}

TEST(SdpText, NumbersAreDigitsOnlyAndMustFit) {
  EXPECT_EQ(parse_number<std::uint8_t>("127"), 127);
  EXPECT_EQ(parse_number<std::uint8_t>("256"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>("-1"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>("+1"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>("1x"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint8_t>(""), std::nullopt);
}

TEST(SdpText, NamesCompareWithoutCaseWhereAsked) {
  EXPECT_TRUE(equal_without_case("OPUS", "opus"));
  EXPECT_FALSE(equal_without_case("opus", "opu"));
}

TEST(SdpText, SpacesAroundAreTrimmed) {
  EXPECT_EQ(trim("  a b "), "a b");
}

TEST(SdpText, AWordIsVisibleAscii) {
  EXPECT_TRUE(is_word("RTP/AVP"));
  EXPECT_FALSE(is_word(""));
  EXPECT_FALSE(is_word("a b"));
  EXPECT_FALSE(is_word("\x01"));
}

}  // namespace sidetone::sdp
