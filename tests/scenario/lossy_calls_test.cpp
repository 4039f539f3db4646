// Every way that a call between two phones can go, over networks that lose, double and reorder.
#include "scenario/scenario.h"

namespace sidetone::scenario {
namespace {

using LossyCalls = TwoPhones;
INSTANTIATE_TEST_SUITE_P(Networks, LossyCalls, testing::Values(0, 5, 10, 20), loss_name);

TEST_P(LossyCalls, BothHearEachOtherAndNobodyElse) {
  connect();
  world_.run_for(5s);
  for (ScriptedPhone* phone : {&ann_, &bob_}) {
    const test::Talker& talker = world_.end_of(*phone)->talker();
    ASSERT_EQ(talker.marks().size(), 1U) << phone->account().number;
    // Two ways through the network, each of which loses its share, and 5 s of 50 packets.
    const double kept = (100.0 - GetParam()) / 100;
    EXPECT_GE(static_cast<double>(talker.marks().begin()->second), 250 * kept * kept * 0.9);
    EXPECT_EQ(talker.unmarked(), 0U);
  }
  ann_.hang_up(world_.now());
  EXPECT_TRUE(comes([&] { return both_idle(); }));
}

TEST_P(LossyCalls, TheRecordSaysHowLongTheyTalkedAndWhoHungUp) {
  connect();
  world_.run_for(10s);
  bob_.hang_up(world_.now());
  ASSERT_TRUE(comes([&] { return world_.cdrs().size() == 1; }));
  EXPECT_EQ(record().result, call::CallResult::kAnswered);
  EXPECT_FALSE(record().caller_hung_up);
  EXPECT_GE(record().ended_us - record().answered_us, 9'000'000);
  EXPECT_GT(record().legs.at(0).media.packets_received, 300U);
}

TEST_P(LossyCalls, TheRecordCountsTheLossOfEachLeg) {
  connect();
  world_.run_for(20s);
  bob_.hang_up(world_.now());
  ASSERT_TRUE(comes([&] { return world_.cdrs().size() == 1; }));
  ASSERT_EQ(record().legs.size(), 2U);
  for (const call::CdrLeg& leg : record().legs) {
    const auto lost = static_cast<double>(leg.media.packets_lost);
    const double expected = lost + static_cast<double>(leg.media.packets_received);
    EXPECT_NEAR(100 * lost / expected, GetParam(), 3) << leg.number;
  }
}

TEST_P(LossyCalls, NoPhoneRingsOnAfterItsCallerGaveUp) {
  ring();
  ann_.hang_up(world_.now());
  EXPECT_TRUE(comes([&] { return both_idle(); }));
  world_.run_for(1min);
  EXPECT_EQ(bob_.state(), State::kIdle);
  // Whether it rang, the server knows from a 180, which comes once and may be lost.
  const bool told = GetParam() == 0;
  EXPECT_TRUE(record().result == call::CallResult::kMissed ||
              (!told && record().result == call::CallResult::kCancelled));
  EXPECT_TRUE(record().caller_hung_up);
}

TEST_P(LossyCalls, ADeclinedCallerIsToldSoOnce) {
  ring();
  bob_.refuse(603, world_.now());
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(ann_.last_status(), 603);
  world_.run_for(1s);
  EXPECT_EQ(record().result, call::CallResult::kDeclined);
}

TEST_P(LossyCalls, ACallerWhomNobodyAnswersIsToldAfterTheRingTime) {
  ring();
  const Instant rang = world_.now();
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(ann_.last_status(), 480);
  EXPECT_NEAR(static_cast<double>((world_.now() - rang) / 1ms), 30'000, 3'000);
  EXPECT_TRUE(comes([&] { return bob_.state() == State::kIdle; }));
  EXPECT_EQ(record().result, call::CallResult::kNoAnswer);
}

TEST_P(LossyCalls, BothMayHangUpAtOnce) {
  connect();
  world_.run_for(1s);
  ann_.hang_up(world_.now());
  bob_.hang_up(world_.now());
  world_.run_for(1min);
  EXPECT_EQ(world_.cdrs().size(), 1U);
}

TEST_P(LossyCalls, TwoWhoCallEachOtherAreBothBusy) {
  ann_.dial("102", world_.now());
  bob_.dial("101", world_.now());
  ASSERT_TRUE(comes([&] { return both_idle(); }));
  // Where a request is late, one is free again when the other's call comes, and lets it ring.
  for (ScriptedPhone* phone : {&ann_, &bob_}) {
    const int status = phone->last_status();
    EXPECT_TRUE(status == 486 || (GetParam() > 0 && status == 480)) << status;
  }
}

TEST_P(LossyCalls, AWrongNumberIsRefused) {
  ann_.dial("999", world_.now());
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kIdle; }));
  EXPECT_EQ(ann_.last_status(), 404);
}

TEST_P(LossyCalls, TheEchoTestPlaysTheCallerBackToItself) {
  ann_.dial("*43", world_.now());
  ASSERT_TRUE(comes([&] { return ann_.state() == State::kTalking; }));
  world_.run_for(5s);
  const auto& marks = world_.end_of(ann_)->talker().marks();
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_GE(marks.begin()->second, 100U);
}

TEST_P(LossyCalls, AReofferLeavesTheCallAsItWas) {
  connect();
  world_.run_for(1s);
  bob_.change_direction("sendrecv", world_.now());
  world_.run_for(5s);
  const std::uint64_t before = world_.end_of(ann_)->talker().marks().begin()->second;
  world_.run_for(2s);
  EXPECT_EQ(ann_.state(), State::kTalking);
  EXPECT_GT(world_.end_of(ann_)->talker().marks().begin()->second, before + 30);
}

}  // namespace
}  // namespace sidetone::scenario
