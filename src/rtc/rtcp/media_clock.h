#pragma once

#include "base/time.h"

#include <cstdint>

namespace sidetone::rtc {

/// An instant as a clock of `rate_hz` counts it, from any start, modulo 2^32 like RTP timestamps.
[[nodiscard]] constexpr std::uint32_t media_time(Instant instant, std::uint32_t rate_hz) {
  constexpr std::uint64_t kMicros = 1'000'000;
  const auto micros = static_cast<std::uint64_t>(instant.time_since_epoch().count());
  return static_cast<std::uint32_t>(micros / kMicros * rate_hz +
                                    micros % kMicros * rate_hz / kMicros);
}

}  // namespace sidetone::rtc
