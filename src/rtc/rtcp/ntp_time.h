#pragma once

#include "base/time.h"

#include <cstdint>

namespace sidetone::rtc {

/// Seconds in 32.32 fixed point, as RTCP writes times. [RFC3550 §4]
///
/// Ours count from the process's own zero and not from 1900, which is enough for round trips
/// and for lip synchronisation among our own streams: "a sender that has no notion of wallclock
/// or elapsed time may set the NTP timestamp" relative to any start.
struct NtpTime {
  std::uint64_t fixed = 0;

  [[nodiscard]] static NtpTime of(Instant instant);
  /// The middle 32 bits: 16.16 seconds, as LSR and DLSR count.
  [[nodiscard]] std::uint32_t middle() const { return static_cast<std::uint32_t>(fixed >> 16); }
  auto operator<=>(const NtpTime&) const = default;
};

/// 1/65536 second units to our durations and back; longer than 18 hours is capped.
[[nodiscard]] Duration duration_of_middle(std::uint32_t middle);
[[nodiscard]] std::uint32_t middle_of_duration(Duration duration);

}  // namespace sidetone::rtc
