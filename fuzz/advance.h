#pragma once

#include "base/assert.h"
#include "base/time.h"

#include <algorithm>

namespace sidetone::fuzz {

/// Moves `now` to `end`, from deadline to deadline: at each, `handle_time` does what is due then.
/// A machine whose deadline stays where it is would make its owner spin: that is a finding.
template <typename Deadline, typename HandleTime>
void advance(Instant& now, Instant end, Deadline deadline, HandleTime handle_time) {
  constexpr int kMaxDeadlines = 20'000;
  for (int i = 0; deadline() <= end; ++i) {
    SIDETONE_ASSERT(i < kMaxDeadlines);
    now = std::max(now, deadline());
    handle_time();
  }
  now = std::max(now, end);
}

}  // namespace sidetone::fuzz
