#pragma once

#include "support/world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace sidetone::scenario {

using namespace std::chrono_literals;
using test::NetConditions;
using test::ScriptedPhone;
using test::World;
using State = ScriptedPhone::State;

/// Loses, doubles and reorders datagrams; at 0 % a good network.
inline NetConditions network(int loss_percent) {
  if (loss_percent == 0) return {.latency = 5ms};
  return {.latency = 5ms, .jitter = 30ms, .loss_percent = loss_percent, .duplicate_percent = 5};
}

/// The whole core over networks that lose so much of everything, signalling and media.
inline test::WorldOptions both_networks(int loss_percent, std::uint64_t seed) {
  return {.sip = network(loss_percent), .seed = seed, .media = network(loss_percent)};
}

/// Makes the phones idle and unregisters them, waits until every timer has run out, and says what
/// is wrong then: leaks, answers, records, and what was heard by whom.
inline std::string close_down(World& world) {
  for (ScriptedPhone* phone : world.phones()) {
    if (phone->state() != State::kIdle) phone->hang_up(world.now());
  }
  world.run_for(3min);
  std::string found = world.complaints();
  for (ScriptedPhone* phone : world.phones()) phone->enroll(world.now(), 0);
  world.run_for(90min);
  if (world.board().load().registrations != 0) found += "registrations are left; ";
  if (world.board().deadline() != kNever) found += "the switchboard still waits; ";
  return found;
}

/// Two desk phones and their world, closed down after every test. The parameter is the loss in %.
class TwoPhones : public testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    RecordProperty("seed", static_cast<int>(kSeed));
    world_.plane().set_patience(2s);
    world_.enroll({&ann_, &bob_});
  }
  void TearDown() override {
    EXPECT_EQ(close_down(world_), "") << "seed " << kSeed << "\n" << world_.ladder();
  }
  /// Generous: an exchange of messages may need many retransmissions.
  template <typename Condition>
  bool comes(Condition condition) {
    return world_.run_until(condition, 60s);
  }
  void ring() {
    ann_.dial("102", world_.now());
    ASSERT_TRUE(comes([&] { return bob_.state() == State::kIncoming; })) << world_.ladder();
  }
  void connect() {
    ring();
    bob_.answer(world_.now());
    ASSERT_TRUE(comes([&] { return ann_.state() == State::kTalking; })) << world_.ladder();
  }
  bool both_idle() const { return ann_.state() == State::kIdle && bob_.state() == State::kIdle; }
  const call::Cdr& record() const { return world_.cdrs().at(0); }

  static constexpr std::uint64_t kSeed = 20'261;
  World world_{both_networks(GetParam(), kSeed)};
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.phone("102");
};

inline std::string loss_name(const testing::TestParamInfo<int>& info) {
  return "Losing" + std::to_string(info.param) + "Percent";
}

}  // namespace sidetone::scenario
