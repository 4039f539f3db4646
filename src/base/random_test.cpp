#include "base/random.h"

#include <gtest/gtest.h>

#include <set>

namespace sidetone {
namespace {

TEST(Random, RepeatsItselfFromTheSameSeed) {
  SeededRandom one(7), two(7), other(8);
  const std::string first = one.token(24);
  EXPECT_EQ(first, two.token(24));
  EXPECT_NE(first, other.token(24));
}

TEST(Random, MakesTokensOfTheLengthAskedForFromLettersAndDigits) {
  SeededRandom random(1);
  const std::string token = random.token(200);
  EXPECT_EQ(token.size(), 200U);
  for (char c : token) EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c))) << c;
}

TEST(Random, DrawsEveryValueBelowTheBoundAndNoOther) {
  SeededRandom random(2);
  std::set<std::uint32_t> drawn;
  for (int i = 0; i < 1000; ++i) drawn.insert(random.below(6));
  EXPECT_EQ(drawn, (std::set<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

}  // namespace
}  // namespace sidetone
