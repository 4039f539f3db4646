#include "base/assert.h"

#include <gtest/gtest.h>

namespace sidetone {
namespace {

TEST(AssertDeathTest, NamesTheBrokenInvariant) {
  EXPECT_DEATH(SIDETONE_ASSERT(1 + 1 == 3), "invariant broken: 1 \\+ 1 == 3 at .*assert_test.cpp");
}

TEST(Assert, LetsAHoldingInvariantPass) {
  SIDETONE_ASSERT(true);
}

}  // namespace
}  // namespace sidetone
