// One side is gone without a word: the other learns it, and nothing is left behind.
#include "scenario/scenario.h"

namespace sidetone::scenario {
namespace {

using Deaths = TwoPhones;
INSTANTIATE_TEST_SUITE_P(Networks, Deaths, testing::Values(0, 20), loss_name);

TEST_P(Deaths, ACallerLearnsThatTheCalleeDied) {
  connect();
  world_.run_for(1s);
  world_.unplug(bob_);
  EXPECT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(record().result, call::CallResult::kAnswered);
}

TEST_P(Deaths, ACalleeLearnsThatTheCallerDied) {
  connect();
  world_.run_for(1s);
  world_.unplug(ann_);
  EXPECT_TRUE(comes([&] { return bob_.state() == State::kIdle; }));
  EXPECT_EQ(record().result, call::CallResult::kAnswered);
}

TEST_P(Deaths, ACallerIsToldWhenThePhoneThatRangDied) {
  ring();
  world_.unplug(bob_);
  EXPECT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(ann_.last_status(), 480);
}

TEST_P(Deaths, APhoneStopsRingingWhenItsCallerDied) {
  ring();
  world_.unplug(ann_);
  EXPECT_TRUE(comes([&] { return bob_.state() == State::kIdle; }));
}

TEST_P(Deaths, AnAnswerThatNobodyAcknowledgesEndsTheCall) {
  ring();
  world_.unplug(ann_);
  bob_.answer(world_.now());
  EXPECT_TRUE(comes([&] { return bob_.state() == State::kIdle; }));
}

TEST_P(Deaths, ACallerIsToldThatNobodyIsThereWhenThePhoneNeverAnswers) {
  world_.unplug(bob_);
  ann_.dial("102", world_.now());
  EXPECT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(ann_.last_status(), 480);
}

TEST_P(Deaths, APhoneThatComesBackAfterItsCallWasEndedIsFreeAgain) {
  connect();
  world_.run_for(1s);
  world_.unplug(bob_);
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  world_.plug(bob_);
  bob_.hang_up(world_.now());
  world_.run_for(10s);
  connect();
  world_.run_for(3s);
  EXPECT_EQ(world_.end_of(ann_)->talker().marks().size(), 1U);
}

}  // namespace
}  // namespace sidetone::scenario
