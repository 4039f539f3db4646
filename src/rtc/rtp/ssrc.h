#pragma once

#include <cstdint>

namespace sidetone::rtc {

/// Synchronization source: who speaks in an RTP session. [RFC3550 §3]
enum class Ssrc : std::uint32_t {};

[[nodiscard]] constexpr std::uint32_t value_of(Ssrc ssrc) {
  return static_cast<std::uint32_t>(ssrc);
}

}  // namespace sidetone::rtc
