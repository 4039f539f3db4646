#pragma once

#include "base/time.h"

#include <compare>
#include <cstdint>

namespace sidetone::rtc {

/// Seconds in 32.32 fixed point, as RTCP writes times. [RFC3550 §4]
///
/// Ours count from a second before the core's own zero, not from 1900. [RFC3550 §6.4.1] "On a
/// system that has no notion of wallclock time but does have some system-specific clock such as
/// "system uptime", a sender MAY use that clock as a reference to calculate relative NTP
/// timestamps." The second keeps the first moments apart from zero, which means "none".
struct NtpTime {
  std::uint64_t fixed = 0;

  [[nodiscard]] static NtpTime of(Instant instant);
  /// The middle 32 bits: 16.16 seconds, as LSR and DLSR count.
  [[nodiscard]] std::uint32_t middle() const { return static_cast<std::uint32_t>(fixed >> 16); }
  auto operator<=>(const NtpTime&) const = default;
};

/// From units of 1/65536 s and back; negative is written as zero, longer than 18 hours capped.
[[nodiscard]] Duration duration_of_middle(std::uint32_t middle);
[[nodiscard]] std::uint32_t middle_of_duration(Duration duration);

}  // namespace sidetone::rtc
