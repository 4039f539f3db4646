#include "app/system_random.h"

#include <gtest/gtest.h>

#include <set>

namespace sidetone::app {
namespace {

TEST(SystemRandom, NeverSaysTheSameTwice) {
  SystemRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 2000; ++i) seen.insert(random.u64());
  EXPECT_EQ(seen.size(), 2000u);
}

TEST(SystemRandom, FillsMoreThanItKeepsAhead) {
  SystemRandom random;
  std::array<std::uint8_t, 5000> bytes{};
  random.fill(bytes);
  std::set<std::uint8_t> last(bytes.end() - 200, bytes.end());
  EXPECT_GT(last.size(), 50u);
}

}  // namespace
}  // namespace sidetone::app
