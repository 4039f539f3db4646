#include "app/spsc_queue.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace sidetone::app {
namespace {

TEST(SpscQueue, SaysWhenItIsFullAndKeepsTheOrder) {
  SpscQueue<int> queue(4);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(queue.push(int(i)));
  EXPECT_FALSE(queue.push(4));
  EXPECT_EQ(queue.pop(), 0);
  EXPECT_TRUE(queue.push(4));
  for (int i = 1; i < 5; ++i) EXPECT_EQ(queue.pop(), i);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(SpscQueue, AValueThatFoundNoRoomIsUntouched) {
  SpscQueue<std::unique_ptr<int>> queue(1);
  ASSERT_TRUE(queue.push(std::make_unique<int>(1)));
  auto second = std::make_unique<int>(2);
  EXPECT_FALSE(queue.push(std::move(second)));
  EXPECT_NE(second, nullptr);
}

TEST(SpscQueue, KeepsNothingOfWhatWasTaken) {
  SpscQueue<std::shared_ptr<int>> queue(4);
  auto value = std::make_shared<int>(1);
  ASSERT_TRUE(queue.push(std::shared_ptr<int>(value)));
  EXPECT_TRUE(queue.pop());
  EXPECT_EQ(value.use_count(), 1);
}

TEST(SpscQueue, CarriesEveryValueBetweenTwoThreads) {
  SpscQueue<int> queue(64);
  constexpr int kCount = 200'000;
  std::thread producer([&] {
    for (int i = 0; i < kCount;) {
      if (queue.push(int(i))) ++i;
    }
  });
  int expected = 0;
  while (expected < kCount) {
    if (const auto value = queue.pop()) {
      ASSERT_EQ(*value, expected);
      ++expected;
    }
  }
  producer.join();
}

}  // namespace
}  // namespace sidetone::app
