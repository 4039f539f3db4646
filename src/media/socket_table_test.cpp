#include "media/socket_table.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <unordered_map>

namespace sidetone::media {
namespace {

struct Owner {};

class SocketTableTest : public testing::Test {
 protected:
  SocketTable<Owner> table_;
  Owner ann_, bob_;
};

TEST_F(SocketTableTest, FindsWhoseSocketItIs) {
  table_.set(SocketId(1), ann_);
  table_.set(SocketId(2), bob_);
  EXPECT_EQ(table_.find(SocketId(1)), &ann_);
  EXPECT_EQ(table_.find(SocketId(2)), &bob_);
  EXPECT_EQ(table_.find(SocketId(3)), nullptr);
}

TEST_F(SocketTableTest, ASocketHasOneOwner) {
  table_.set(SocketId(1), ann_);
  table_.set(SocketId(1), bob_);
  EXPECT_EQ(table_.find(SocketId(1)), &bob_);
  EXPECT_EQ(table_.size(), 1U);
}

TEST_F(SocketTableTest, ForgetsWhatIsErasedOnce) {
  table_.set(SocketId(1), ann_);
  table_.erase(SocketId(1));
  table_.erase(SocketId(1));
  EXPECT_EQ(table_.find(SocketId(1)), nullptr);
  EXPECT_EQ(table_.size(), 0U);
}

TEST_F(SocketTableTest, DoesAsAMapDoesThroughManyComingsAndGoings) {
  std::array<Owner, 8> owners;
  std::unordered_map<SocketId, Owner*> expected;
  SeededRandom random(1);
  for (int step = 0; step < 20'000; ++step) {
    // The shape of a worker's ids: a slot below a number that counts up.
    const SocketId socket(std::uint64_t{1 + random.below(40)} << 20U | random.below(20));
    if (random.below(3) == 0) {
      table_.erase(socket);
      expected.erase(socket);
    } else {
      Owner& owner = owners[random.below(8)];
      table_.set(socket, owner);
      expected[socket] = &owner;
    }
    const SocketId asked(std::uint64_t{1 + random.below(40)} << 20U | random.below(20));
    const auto found = expected.find(asked);
    ASSERT_EQ(table_.find(asked), found == expected.end() ? nullptr : found->second);
  }
  EXPECT_EQ(table_.size(), expected.size());
}

}  // namespace
}  // namespace sidetone::media
