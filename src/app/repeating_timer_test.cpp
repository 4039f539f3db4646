#include "app/repeating_timer.h"

#include <gtest/gtest.h>

#include <optional>

namespace sidetone::app {
namespace {

using namespace std::chrono_literals;

TEST(RepeatingTimer, WorksAgainAndAgainUntilItGoes) {
  boost::asio::io_context loop;
  int times = 0;
  std::optional<RepeatingTimer> timer(std::in_place, loop, 1ms, [&] { ++times; });
  while (times < 3 && loop.run_one_for(10s) > 0) {}
  EXPECT_EQ(times, 3);
  timer.reset();
  loop.run_for(10s);  // Nothing is left to wait for: it returns at once.
  EXPECT_EQ(times, 3);
}

}  // namespace
}  // namespace sidetone::app
