#include "media/transmit_queue.h"

#include <gtest/gtest.h>

namespace sidetone::media {
namespace {

class TransmitQueueTest : public testing::Test {
 protected:
  Counters counters_;
  TransmitQueue queue_{counters_};
  const Route route_{.socket = kWebRtcSocket};
};

TEST_F(TransmitQueueTest, KeepsReceivedPacketsWhereTheyLie) {
  const std::uint8_t bytes[] = {1, 2, 3};
  queue_.push(route_, bytes);
  ASSERT_EQ(queue_.all().size(), 1U);
  EXPECT_EQ(queue_.all()[0].bytes.data(), bytes);
}

TEST_F(TransmitQueueTest, CopiesWhatWillNotStay) {
  std::uint8_t bytes[] = {1, 2, 3};
  queue_.push_copy(route_, bytes);
  bytes[0] = 9;
  EXPECT_EQ(queue_.all()[0].bytes[0], 1);
}

TEST_F(TransmitQueueTest, DropsAndCountsWhatDoesNotFit) {
  const std::uint8_t bytes[1'000] = {};
  for (int i = 0; i < 3'000; ++i) queue_.push_copy(route_, bytes);
  EXPECT_TRUE(queue_.nearly_full());
  EXPECT_GT(counters_.of(DropReason::kQueueFull), 0U);
  queue_.clear();
  EXPECT_FALSE(queue_.nearly_full());
  EXPECT_FALSE(queue_.room(1'000).empty());
}

}  // namespace
}  // namespace sidetone::media
