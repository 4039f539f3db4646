#include "rtc/srtp/replay_window.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

using Verdict = ReplayWindow::Verdict;

TEST(ReplayWindow, EverythingIsFreshAtFirst) {
  const ReplayWindow window;
  EXPECT_EQ(window.check(0), Verdict::kFresh);
  EXPECT_EQ(window.check(1'000'000), Verdict::kFresh);
  EXPECT_EQ(window.highest(), std::nullopt);
}

TEST(ReplayWindow, TakesEachIndexOnceInAnyOrder) {
  ReplayWindow window;
  for (const std::uint64_t index : {200, 202, 201, 140, 75}) {
    EXPECT_EQ(window.check(index), Verdict::kFresh) << index;
    window.mark(index);
    EXPECT_EQ(window.check(index), Verdict::kSeen) << index;
  }
  EXPECT_EQ(window.highest(), 202);
  EXPECT_EQ(window.check(199), Verdict::kFresh);
}

TEST(ReplayWindow, RemembersExactlyItsSize) {
  ReplayWindow window;
  window.mark(1000);
  window.mark(1000 - 127);
  EXPECT_EQ(window.check(1000 - 127), Verdict::kSeen);
  EXPECT_EQ(window.check(1000 - 128), Verdict::kTooOld);
}

TEST(ReplayWindow, KeepsWhatItSawWhileItMoves) {
  ReplayWindow window;
  window.mark(10);
  window.mark(11);   // By one,
  window.mark(74);   // by 63,
  window.mark(137);  // over a word's edge.
  EXPECT_EQ(window.check(10), Verdict::kSeen);
  EXPECT_EQ(window.check(11), Verdict::kSeen);
  EXPECT_EQ(window.check(12), Verdict::kFresh);
  EXPECT_EQ(window.check(74), Verdict::kSeen);
  window.mark(137 + 64);
  EXPECT_EQ(window.check(74), Verdict::kSeen);
  EXPECT_EQ(window.check(75), Verdict::kFresh);
  EXPECT_EQ(window.check(137), Verdict::kSeen);
}

TEST(ReplayWindow, ForgetsAllAfterALongJump) {
  ReplayWindow window;
  window.mark(5);
  window.mark(5 + 128);
  EXPECT_EQ(window.check(5), Verdict::kTooOld);
  EXPECT_EQ(window.check(6), Verdict::kFresh);
}

TEST(ReplayWindow, AfterARestartNothingOldIsFresh) {
  const ReplayWindow window(500);
  EXPECT_EQ(window.check(500), Verdict::kSeen);
  EXPECT_EQ(window.check(400), Verdict::kSeen);
  EXPECT_EQ(window.check(100), Verdict::kTooOld);
  EXPECT_EQ(window.check(501), Verdict::kFresh);
}

}  // namespace
}  // namespace sidetone::rtc
