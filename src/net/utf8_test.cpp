#include "net/utf8.h"

#include <gtest/gtest.h>

namespace sidetone::net {
namespace {

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
}  // namespace sidetone::net
