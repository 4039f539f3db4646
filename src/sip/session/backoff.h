#pragma once

#include "base/time.h"
#include "sip/transaction/timers.h"

#include <algorithm>

namespace sidetone::sip {

/// When to repeat what nobody has acknowledged yet, and when to give up: T1, 2*T1, 4*T1, … up to
/// `longest`, 64*T1 in all. [RFC3261 §13.3.1.4, RFC3262 §3]
class Backoff {
 public:
  enum class Due { kNothing, kRepeat, kGiveUp };

  Backoff(Duration longest, Instant now)
      : longest_(longest), repeat_at_(now + kT1), give_up_at_(now + 64 * kT1) {}

  [[nodiscard]] Due handle_time(Instant now) {
    if (now >= give_up_at_) return Due::kGiveUp;
    if (now < repeat_at_) return Due::kNothing;
    wait_ = std::min(2 * wait_, longest_);
    repeat_at_ = now + wait_;
    return Due::kRepeat;
  }
  [[nodiscard]] Instant deadline() const { return std::min(repeat_at_, give_up_at_); }

 private:
  Duration longest_;
  Duration wait_ = kT1;
  Instant repeat_at_;
  Instant give_up_at_;
};

}  // namespace sidetone::sip
