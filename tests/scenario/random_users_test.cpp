// Eight people with ten phones who do what they like. Days of 100 calls, each with a network and a
// seed of its own. A day that goes wrong prints its seed and its SIP ladder; to have it again:
//
//   SIDETONE_SEED=17 sidetone_scenario_test --gtest_filter='RandomUsers.*'
//
// SIDETONE_CALLS says how many calls to make: 2,000 if it says nothing.
#include "scenario/scenario.h"
#include "support/random_user.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>

namespace sidetone::scenario {
namespace {

constexpr std::size_t kCallsPerDay = 100;
constexpr std::array kLosses{0, 5, 10, 20};

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* const value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): one thread.
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

class Day {
 public:
  explicit Day(std::uint64_t seed)
      : loss_(kLosses[seed % kLosses.size()]), world_(both_networks(loss_, seed)) {
    for (const std::uint64_t number : {104, 105, 106, 107, 108}) {
      world_.directory().add_extension(test::TestDirectory::kOne, number, std::to_string(number),
                                       "Somebody");
    }
    world_.plane().set_patience(loss_ < 20 ? 2s : 4s);
    const auto seat = [&](ScriptedPhone& phone) {
      users_.emplace_back(phone, numbers_, seed * 100 + users_.size(), world_.now());
      world_.enroll({&phone});
    };
    for (const char* number : {"101", "102", "103", "104"}) seat(world_.phone(number));
    seat(world_.phone("104", sip::Transport::kTcp));
    seat(world_.phone("105", sip::Transport::kTls));
    for (const char* number : {"106", "107", "108"}) seat(world_.browser(number, number));
    seat(world_.phone("108"));
  }

  void pass() {
    while (calls_made() < kCallsPerDay) step();
    for (test::RandomUser& user : users_) user.retire();
    const Instant end = world_.now() + 3min;
    while (world_.now() < end && !all_idle()) step();
  }

  /// Empty: nothing is wrong with this day.
  std::string verdict() {
    const std::string found = all_idle() ? "" : "somebody is still in a call; ";
    return found + close_down(world_);
  }

  [[nodiscard]] std::size_t calls_made() const {
    std::size_t count = 0;
    for (const test::RandomUser& user : users_) count += user.calls_made();
    return count;
  }
  [[nodiscard]] std::size_t answered() const {
    return static_cast<std::size_t>(
        std::ranges::count(world_.cdrs(), call::CallResult::kAnswered, &call::Cdr::result));
  }
  World& world() { return world_; }

 private:
  void step() {
    Instant next = world_.now() + 1min;
    for (const test::RandomUser& user : users_) next = std::min(next, user.act_at());
    world_.run_until([&] { return std::ranges::any_of(users_, &test::RandomUser::surprised); },
                     std::max(next, world_.now()) - world_.now());
    for (test::RandomUser& user : users_) user.act(world_.now());
  }
  bool all_idle() {
    return std::ranges::all_of(
        users_, [](test::RandomUser& user) { return user.phone().state() == State::kIdle; });
  }

  const std::vector<std::string> numbers_{"101", "102", "103", "104", "105", "106", "107", "108"};
  int loss_;
  World world_;
  std::deque<test::RandomUser> users_;
};

TEST(RandomUsers, LeaveNothingBehindAndHearOnlyEachOther) {
  const std::uint64_t only = from_environment("SIDETONE_SEED", 0);
  const std::uint64_t days = from_environment("SIDETONE_CALLS", 2'000) / kCallsPerDay;
  std::size_t calls = 0, answered = 0;
  std::uint64_t heard = 0;
  for (std::uint64_t seed = only ? only : 1; seed <= (only ? only : days); ++seed) {
    Day day(seed);
    day.pass();
    const std::string verdict = day.verdict();
    ASSERT_EQ(verdict, "") << "SIDETONE_SEED=" << seed << " has it again; its ladder:\n"
                           << day.world().ladder();
    calls += day.calls_made();
    answered += day.answered();
    heard += day.world().plane().marks_heard();
  }
  std::printf("%zu calls, %zu answered, %llu packets heard by their callers\n", calls, answered,
              static_cast<unsigned long long>(heard));
  EXPECT_GT(answered, calls / 10) << "people must have talked for this to mean anything";
  EXPECT_GT(heard, 5 * answered);
}

}  // namespace
}  // namespace sidetone::scenario
