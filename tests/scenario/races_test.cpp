// What crosses on the wire: each race is run once for every millisecond by which one side may be
// ahead of the other, with and without loss.
#include "scenario/scenario.h"

#include <string>

namespace sidetone::scenario {
namespace {

struct Race {
  int loss_percent = 0;
  int ahead_ms = 0;  ///< By so much the second act comes after the first; negative: before it.
  [[nodiscard]] std::uint64_t seed() const {
    return static_cast<std::uint64_t>(1'000 * loss_percent + 100 + ahead_ms);
  }
  [[nodiscard]] std::string name() const {
    return "loss " + std::to_string(loss_percent) + " %, ahead by " + std::to_string(ahead_ms) +
           " ms, seed " + std::to_string(seed());
  }
};

/// Calls `race(…)` for every head start between half the round trip and its double.
template <typename Function>
void run_races(Function race) {
  for (const int loss : {0, 20}) {
    for (int ahead = -16; ahead <= 16; ++ahead) race(Race{loss, ahead});
  }
}

template <typename First, typename Second>
void meet(World& world, const Race& race, First first, Second second) {
  const Duration gap = std::chrono::milliseconds(std::abs(race.ahead_ms));
  if (race.ahead_ms >= 0) {
    first();
    world.run_for(gap);
    second();
  } else {
    second();
    world.run_for(gap);
    first();
  }
}

/// Ann, Bob and Bob's other phone, in a world of their own for each race.
struct Table {
  explicit Table(const Race& race) : world(both_networks(race.loss_percent, race.seed())) {
    world.plane().set_patience(3s);
    world.enroll({&ann, &bob, &other});
  }
  bool ring() {
    ann.dial("102", world.now());
    return world.run_until(
        [&] { return bob.state() == State::kIncoming && other.state() == State::kIncoming; }, 25s);
  }
  void answer(ScriptedPhone& phone) {
    if (phone.state() == State::kIncoming) phone.answer(world.now());
  }
  void hang_up(ScriptedPhone& phone) {
    if (phone.state() != State::kIdle) phone.hang_up(world.now());
  }
  std::string end() { return close_down(world); }

  World world;
  ScriptedPhone& ann = world.phone("101");
  ScriptedPhone& bob = world.phone("102");
  ScriptedPhone& other = world.phone("102", sip::Transport::kTcp);
};

TEST(Races, ACancelThatCrossesTheAnswerLeavesNobodyInACall) {
  run_races([](const Race& race) {
    Table table(race);
    ASSERT_TRUE(table.ring()) << race.name() << table.world.ladder();
    meet(table.world, race, [&] { table.hang_up(table.ann); }, [&] { table.answer(table.bob); });
    table.world.run_for(1min);
    EXPECT_EQ(table.bob.state(), State::kIdle) << race.name() << "\n" << table.world.ladder();
    EXPECT_EQ(table.other.state(), State::kIdle) << race.name() << "\n" << table.world.ladder();
    EXPECT_EQ(table.world.cdrs().size(), 1U) << race.name();
    EXPECT_EQ(table.end(), "") << race.name() << "\n" << table.world.ladder();
  });
}

TEST(Races, OfTwoPhonesThatAnswerOneHasTheCallAndTheOtherIsLetGo) {
  run_races([](const Race& race) {
    Table table(race);
    ASSERT_TRUE(table.ring()) << race.name() << table.world.ladder();
    meet(table.world, race, [&] { table.answer(table.bob); }, [&] { table.answer(table.other); });
    table.world.run_for(40s);
    EXPECT_EQ(table.ann.state(), State::kTalking) << race.name() << "\n" << table.world.ladder();
    const bool bob_talks = table.bob.state() == State::kTalking;
    const bool other_talks = table.other.state() == State::kTalking;
    EXPECT_NE(bob_talks, other_talks) << race.name() << "\n" << table.world.ladder();
    EXPECT_EQ(table.end(), "") << race.name() << "\n" << table.world.ladder();
  });
}

TEST(Races, ACancelThatCrossesARefusalEndsTheCallOnce) {
  run_races([](const Race& race) {
    Table table(race);
    ASSERT_TRUE(table.ring()) << race.name() << table.world.ladder();
    meet(table.world, race, [&] { table.hang_up(table.ann); }, [&] { table.hang_up(table.bob); });
    table.world.run_for(1min);
    EXPECT_EQ(table.other.state(), State::kIdle) << race.name() << "\n" << table.world.ladder();
    EXPECT_EQ(table.end(), "") << race.name() << "\n" << table.world.ladder();
  });
}

TEST(Races, BothMayHangUpAtAnyTimeOfEachOther) {
  run_races([](const Race& race) {
    Table table(race);
    ASSERT_TRUE(table.ring()) << race.name() << table.world.ladder();
    table.answer(table.bob);
    ASSERT_TRUE(table.world.run_until([&] { return table.ann.state() == State::kTalking; }, 40s));
    meet(table.world, race, [&] { table.hang_up(table.ann); }, [&] { table.hang_up(table.bob); });
    EXPECT_EQ(table.end(), "") << race.name() << "\n" << table.world.ladder();
    EXPECT_EQ(table.world.cdrs().size(), 1U) << race.name();
  });
}

TEST(Races, ACallerMayGiveUpAtAnyTimeAfterDialling) {
  for (const int loss : {0, 20}) {
    for (int wait = 0; wait <= 48; wait += 3) {
      const Race race{loss, wait};
      Table table(race);
      table.ann.dial("102", table.world.now());
      table.world.run_for(std::chrono::milliseconds(wait));
      table.hang_up(table.ann);
      table.world.run_for(1min);
      EXPECT_EQ(table.bob.state(), State::kIdle) << race.name() << "\n" << table.world.ladder();
      EXPECT_EQ(table.other.state(), State::kIdle) << race.name() << "\n" << table.world.ladder();
      EXPECT_EQ(table.end(), "") << race.name() << "\n" << table.world.ladder();
    }
  }
}

}  // namespace
}  // namespace sidetone::scenario
