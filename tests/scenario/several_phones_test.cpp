// One extension, several phones: they ring together, the first answer wins.
#include "scenario/scenario.h"

namespace sidetone::scenario {
namespace {

class SeveralPhones : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    world_.plane().set_patience(3s);
    world_.enroll({&ann_, &desk_, &softphone_, &browser_});
    ann_.dial("102", world_.now());
    ASSERT_TRUE(comes([&] {
      return desk_.state() == State::kIncoming && softphone_.state() == State::kIncoming &&
             browser_.state() == State::kIncoming;
    })) << world_.ladder();
  }
  void TearDown() override { EXPECT_EQ(close_down(world_), "") << world_.ladder(); }
  template <typename Condition>
  bool comes(Condition condition) {
    return world_.run_until(condition, 60s);
  }
  static bool idle(const ScriptedPhone& phone) { return phone.state() == State::kIdle; }

  World world_{both_networks(GetParam(), 7'102)};
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& desk_ = world_.phone("102");
  ScriptedPhone& softphone_ = world_.phone("102", sip::Transport::kTcp);
  ScriptedPhone& browser_ = world_.browser("102");
};
INSTANTIATE_TEST_SUITE_P(Networks, SeveralPhones, testing::Values(0, 10, 20), loss_name);

TEST_P(SeveralPhones, TheFirstAnswerWinsAndTheOthersAreToldWhy) {
  browser_.answer(world_.now());
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kTalking; }));
  ASSERT_TRUE(comes([&] { return idle(desk_) && idle(softphone_); }));
  EXPECT_EQ(desk_.ending().reason_sip_cause, 200);
  EXPECT_EQ(softphone_.ending().reason_sip_cause, 200);
  world_.run_for(5s);
  EXPECT_EQ(world_.end_of(ann_)->talker().marks().size(), 1U);
  EXPECT_EQ(world_.end_of(browser_)->talker().marks().size(), 1U);
}

TEST_P(SeveralPhones, OneThatIsBusyLeavesTheOthersRinging) {
  desk_.refuse(486, world_.now());
  world_.run_for(5s);
  EXPECT_EQ(ann_.state(), State::kCalling);
  softphone_.answer(world_.now());
  EXPECT_TRUE(comes([&] { return ann_.state() == State::kTalking && idle(browser_); }));
}

TEST_P(SeveralPhones, TheCallerIsBusiedOutWhenAllAreBusy) {
  for (ScriptedPhone* phone : {&desk_, &softphone_, &browser_}) phone->refuse(486, world_.now());
  ASSERT_TRUE(comes([&] { return idle(ann_); }));
  EXPECT_EQ(ann_.last_status(), 486);
}

TEST_P(SeveralPhones, A6xxSpeaksForAllOfThem) {
  desk_.refuse(603, world_.now());
  ASSERT_TRUE(comes([&] { return idle(ann_) && idle(softphone_) && idle(browser_); }));
  EXPECT_EQ(ann_.last_status(), 603);
}

TEST_P(SeveralPhones, ACancelStopsThemAll) {
  ann_.hang_up(world_.now());
  EXPECT_TRUE(comes([&] { return idle(desk_) && idle(softphone_) && idle(browser_); }));
}

TEST_P(SeveralPhones, WhenAllAnswerAtOnceOneTalks) {
  for (ScriptedPhone* phone : {&desk_, &softphone_, &browser_}) phone->answer(world_.now());
  world_.run_for(60s);
  EXPECT_EQ(ann_.state(), State::kTalking);
  EXPECT_EQ(idle(desk_) + idle(softphone_) + idle(browser_), 2) << world_.ladder();
}

}  // namespace
}  // namespace sidetone::scenario
