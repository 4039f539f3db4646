#include "call/switchboard.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using test::ScriptedPhone;
using test::World;
using State = ScriptedPhone::State;

class SwitchboardTest : public testing::Test {
 protected:
  void SetUp() override { world_.enroll({&ann_, &bob_}); }
  void connect() {
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }));
    bob_.answer(world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; }));
    world_.run_for(100ms);
  }

  World world_;
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.browser("102", "login");
};

TEST_F(SwitchboardTest, TakesNoNewCallsWhileItDrains) {
  connect();
  world_.board().drain();
  ScriptedPhone& eve = world_.phone("103");
  world_.enroll({&eve});
  eve.dial("102", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return eve.last_status() == 503; })) << world_.ladder();
  EXPECT_TRUE(eve.header("Retry-After"));
  EXPECT_EQ(ann_.state(), State::kTalking);
}

TEST_F(SwitchboardTest, HangsUpAllThatIsLeft) {
  connect();
  world_.board().hang_up_all(world_.now());
  EXPECT_TRUE(world_.run_until(
      [&] { return ann_.state() == State::kIdle && bob_.state() == State::kIdle; }));
  EXPECT_EQ(world_.cdrs().size(), 1U);
}

TEST_F(SwitchboardTest, HangsUpForTheTwoOfACallAndNobodyElse) {
  connect();
  const auto tenant = test::TestDirectory::kOne;
  const std::string id = world_.board().calls_of(tenant, directory::ExtensionId(1)).at(0).id;
  const auto hang_up = [&](directory::TenantId who, std::uint64_t extension) {
    return world_.board().hang_up(who, directory::ExtensionId(extension), id, world_.now());
  };
  EXPECT_FALSE(hang_up(tenant, 3));
  EXPECT_FALSE(hang_up(test::TestDirectory::kTwo, 1));
  EXPECT_TRUE(hang_up(tenant, 2));
  EXPECT_TRUE(world_.run_until([&] { return ann_.state() == State::kIdle; }));
}

TEST_F(SwitchboardTest, ClosesTheFlowsOfARevokedLogin) {
  world_.board().revoke_session("login", world_.now());
  world_.run_for(1ms);
  EXPECT_EQ(world_.closed_flows(), std::vector{bob_.line().flow});
  ann_.dial("102", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.last_status() == 480; })) << world_.ladder();
}

TEST_F(SwitchboardTest, KeepsACallWhoseSignallingConnectionDied) {
  connect();
  world_.cut(bob_);
  world_.run_for(5s);
  EXPECT_EQ(ann_.state(), State::kTalking);
  EXPECT_EQ(world_.board().load().calls, 1U);
}

TEST_F(SwitchboardTest, CountsMalformedInputAndGoesOn) {
  world_.board().handle_sip({.flow = sip::FlowId(1)}, "\x01\x02 garbage", world_.now());
  world_.run_for(1ms);
  EXPECT_FALSE(world_.counted().empty());
  connect();
}

}  // namespace
}  // namespace sidetone::call
