#include "support/random_user.h"

#include <utility>

namespace sidetone::test {

using namespace std::chrono_literals;
using State = ScriptedPhone::State;

RandomUser::RandomUser(ScriptedPhone& phone, std::vector<std::string> numbers, std::uint64_t seed,
                       Instant now)
    : phone_(phone), numbers_(std::move(numbers)), random_(seed), act_at_(now + up_to(3s)) {}

Duration RandomUser::up_to(Duration longest) {
  return Duration(random_.below(static_cast<std::uint32_t>(longest.count())));
}

void RandomUser::act(Instant now) {
  if (surprised()) return look(now);
  if (act_at_ > now) return;
  do_it(now);
  look(now);
}

/// Decides how long it lets things be as they are now.
void RandomUser::look(Instant now) {
  seen_ = phone_.state();
  switch (seen_) {
    case State::kIdle:
      act_at_ = now + up_to(4s);
      break;
    case State::kCalling:
      // One in four gives up soon, often while something is still on the wire.
      act_at_ = chance(25) ? now + up_to(chance(50) ? 60ms : 3s) : kNever;
      break;
    case State::kIncoming:
      act_at_ = chance(92) ? now + up_to(chance(30) ? 20ms : 3s) : kNever;
      break;
    case State::kTalking:
      act_at_ = now + up_to(chance(20) ? 50ms : 4s);
      break;
  }
}

void RandomUser::do_it(Instant now) {
  switch (seen_) {
    case State::kIdle: {
      if (retired_) return;
      ++calls_made_;
      const std::string& number =
          numbers_[random_.below(static_cast<std::uint32_t>(numbers_.size()))];
      return phone_.dial(chance(4) ? "*43" : chance(3) ? "999" : number, now);
    }
    case State::kIncoming:
      if (chance(75)) return phone_.answer(now);
      return phone_.refuse(chance(50) ? 486 : 603, now);
    case State::kCalling:
    case State::kTalking:
      return phone_.hang_up(now);
  }
}

}  // namespace sidetone::test
