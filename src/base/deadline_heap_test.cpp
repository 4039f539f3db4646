#include "base/deadline_heap.h"

#include <gtest/gtest.h>

namespace sidetone {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};

TEST(DeadlineHeap, GivesOutTheEarliestFirstAndOnlyWhenItsTimeHasCome) {
  DeadlineHeap<int> heap;
  heap.set(1, kStart + 2s);
  heap.set(2, kStart + 1s);
  EXPECT_EQ(heap.next(), kStart + 1s);
  EXPECT_EQ(heap.pop_due(kStart), std::nullopt);
  EXPECT_EQ(heap.pop_due(kStart + 2s), 2);
  EXPECT_EQ(heap.pop_due(kStart + 2s), 1);
  EXPECT_EQ(heap.next(), kNever);
}

TEST(DeadlineHeap, MovesAndRemovesADeadline) {
  DeadlineHeap<int> heap;
  heap.set(1, kStart + 1s);
  heap.set(1, kStart + 5s);
  EXPECT_EQ(heap.next(), kStart + 5s);
  heap.remove(1);
  EXPECT_EQ(heap.size(), 0U);
  EXPECT_EQ(heap.pop_due(kStart + 1h), std::nullopt);
}

}  // namespace
}  // namespace sidetone
