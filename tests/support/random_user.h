#pragma once

#include "base/random.h"
#include "base/time.h"
#include "support/scripted_phone.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sidetone::test {

/// Somebody with a phone who does what people do, at random: dials, waits, loses patience, answers,
/// declines, lets it ring, talks, hangs up. The test calls act() whenever something has changed or
/// act_at() has come.
class RandomUser {
 public:
  RandomUser(ScriptedPhone& phone, std::vector<std::string> numbers, std::uint64_t seed,
             Instant now);

  void act(Instant now);
  /// The phone is in another state than it was when its user last looked.
  [[nodiscard]] bool surprised() const { return phone_.state() != seen_; }
  [[nodiscard]] Instant act_at() const { return act_at_; }
  [[nodiscard]] ScriptedPhone& phone() { return phone_; }
  [[nodiscard]] std::size_t calls_made() const { return calls_made_; }
  /// Dials no more; answers and hangs up as before.
  void retire() { retired_ = true; }

 private:
  void look(Instant now);
  void do_it(Instant now);
  [[nodiscard]] Duration up_to(Duration longest);
  [[nodiscard]] bool chance(std::uint32_t percent) { return random_.below(100) < percent; }

  ScriptedPhone& phone_;
  std::vector<std::string> numbers_;
  SeededRandom random_;
  ScriptedPhone::State seen_ = ScriptedPhone::State::kIdle;
  Instant act_at_;
  std::size_t calls_made_ = 0;
  bool retired_ = false;
};

}  // namespace sidetone::test
