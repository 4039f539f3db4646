#include "base/utf8.h"

#include <gtest/gtest.h>

#include <vector>

namespace sidetone {
namespace {

std::vector<std::optional<char32_t>> taken(std::string_view text) {
  std::vector<std::optional<char32_t>> all;
  while (!text.empty()) all.push_back(take_code_point(text));
  return all;
}

TEST(Utf8, ReadsAndWritesEveryLength) {
  for (const char32_t c : {U'a', U'é', U'€', U'😀', char32_t{0x7F}, char32_t{0x7FF},
                           char32_t{0xFFFF}, char32_t{0x10FFFF}}) {
    std::string text;
    append_utf8(text, c);
    EXPECT_EQ(taken(text), std::vector{std::optional(c)}) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, TakesOneByteOfWhatIsNoText) {
  const std::vector<std::optional<char32_t>> one{std::nullopt}, two(2), three(3), four(4);
  EXPECT_EQ(taken("\x80"), one);
  EXPECT_EQ(taken("\xC3"), one) << "cut off";
  EXPECT_EQ(taken("\xC0\x80"), two) << "overlong NUL";
  EXPECT_EQ(taken("\xE0\x80\xAF"), three) << "overlong slash";
  EXPECT_EQ(taken("\xED\xA0\x80"), three) << "surrogate";
  EXPECT_EQ(taken("\xF4\x90\x80\x80"), four) << "above U+10FFFF";
  EXPECT_EQ(taken("\xFF\xC3\xA9"), (std::vector<std::optional<char32_t>>{std::nullopt, U'é'}));
}

TEST(Utf8, AcceptsEveryLengthOfSequence) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x9E"));
  EXPECT_TRUE(is_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(Utf8, RefusesWhatTwoReadersCouldReadDifferently) {
  EXPECT_FALSE(is_utf8("\xC0\xAF")) << "overlong slash";
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF")) << "overlong in three";
  EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF")) << "overlong in four";
  EXPECT_FALSE(is_utf8("\xED\xA0\x80")) << "surrogate";
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80")) << "beyond U+10FFFF";
  EXPECT_FALSE(is_utf8("\x80")) << "continuation alone";
  EXPECT_FALSE(is_utf8("a\xE2\x82")) << "cut off";
  EXPECT_FALSE(is_utf8("\xFF"));
}

}  // namespace
}  // namespace sidetone
