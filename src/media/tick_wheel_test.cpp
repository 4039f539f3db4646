#include "media/tick_wheel.h"

#include <gtest/gtest.h>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};

struct Member {
  int wheel_slot = -1;
  int turns = 0;
};

class TickWheelTest : public testing::Test {
 protected:
  void run_until(Instant end) {
    while (wheel_.deadline() <= end) {
      const Instant now = wheel_.deadline();
      while (wheel_.run_one(now, [](Member& member, Instant) { ++member.turns; })) {}
    }
  }
  TickWheel<Member> wheel_;
};

TEST_F(TickWheelTest, GivesEachMemberATurnEvery20Milliseconds) {
  std::vector<Member> members(50);
  for (Member& member : members) wheel_.add(member, kStart);
  run_until(kStart + 1s);
  for (const Member& member : members) EXPECT_EQ(member.turns, 50);
}

TEST_F(TickWheelTest, SpreadsItsMembers) {
  std::vector<Member> members(40);
  for (Member& member : members) wheel_.add(member, kStart);
  int in_one_moment = 0;
  wheel_.run_one(wheel_.deadline(), [&](Member&, Instant) { ++in_one_moment; });
  EXPECT_EQ(in_one_moment, 2);
}

TEST_F(TickWheelTest, SleepsWhenNobodyIsInIt) {
  Member member;
  EXPECT_EQ(wheel_.deadline(), kNever);
  wheel_.add(member, kStart);
  wheel_.remove(member);
  EXPECT_EQ(wheel_.deadline(), kNever);
}

TEST_F(TickWheelTest, LetsAMemberLeaveInItsOwnTurn) {
  Member member;
  wheel_.add(member, kStart);
  wheel_.run_one(kStart + 1s, [&](Member& self, Instant) { wheel_.remove(self); });
  EXPECT_EQ(wheel_.size(), 0U);
}

TEST_F(TickWheelTest, DoesNotMakeUpForALongStall) {
  Member member;
  wheel_.add(member, kStart);
  const Instant late = kStart + 10s;
  while (wheel_.run_one(late, [](Member& self, Instant) { ++self.turns; })) {}
  EXPECT_LT(member.turns, 3);
  EXPECT_GT(wheel_.deadline(), late);
}

}  // namespace
}  // namespace sidetone::media
