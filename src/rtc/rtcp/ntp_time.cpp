#include "rtc/rtcp/ntp_time.h"

#include <algorithm>
#include <limits>

namespace sidetone::rtc {
namespace {

constexpr std::uint64_t kMicros = 1'000'000;

}  // namespace

NtpTime NtpTime::of(Instant instant) {
  const auto micros = static_cast<std::uint64_t>(instant.time_since_epoch().count());
  const std::uint64_t seconds = micros / kMicros + 1;
  return {seconds << 32 | (micros % kMicros << 32) / kMicros};
}

Duration duration_of_middle(std::uint32_t middle) {
  return Duration(static_cast<Duration::rep>(std::uint64_t{middle} * kMicros >> 16));
}

std::uint32_t middle_of_duration(Duration duration) {
  constexpr Duration kLongest = std::chrono::seconds(65'535);
  const auto micros =
      static_cast<std::uint64_t>(std::clamp(duration, Duration::zero(), kLongest).count());
  return static_cast<std::uint32_t>((micros << 16) / kMicros);
}

}  // namespace sidetone::rtc
