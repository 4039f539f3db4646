#pragma once

#include "base/time.h"

#include <chrono>
#include <cstdint>

namespace sidetone::app {

/// The one place where the core's time comes from: the steady clock, in microseconds.
[[nodiscard]] inline Instant now() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return Instant(std::chrono::duration_cast<Duration>(since_start));
}

/// When asio's timers shall wake us for an Instant.
[[nodiscard]] inline std::chrono::steady_clock::time_point to_steady(Instant at) {
  if (at == kNever) return std::chrono::steady_clock::time_point::max();
  return std::chrono::steady_clock::time_point(at.time_since_epoch());
}

/// Wall clock (microseconds since 1970) minus Instant.
[[nodiscard]] inline std::int64_t wall_clock_offset_us() {
  const auto wall = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<Duration>(wall).count() - now().time_since_epoch().count();
}

}  // namespace sidetone::app
