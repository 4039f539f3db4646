#pragma once

#include "base/time.h"

#include <chrono>

namespace sidetone::sip {

// [RFC3261 §17.1.1.1, §17.1.2.1] and the table of timers in its appendix A; L and M are of
// [RFC6026 §7.1, §7.2].
inline constexpr Duration kT1 = std::chrono::milliseconds(500);
inline constexpr Duration kT2 = std::chrono::seconds(4);
inline constexpr Duration kT4 = std::chrono::seconds(5);
inline constexpr Duration kTimerB = 64 * kT1;                  ///< INVITE without any answer.
inline constexpr Duration kTimerD = std::chrono::seconds(32);  ///< Copies of a refusal.
inline constexpr Duration kTimerF = 64 * kT1;                  ///< Other requests without answer.
inline constexpr Duration kTimerH = 64 * kT1;  ///< ACK of a refusal that never came.
inline constexpr Duration kTimerI = kT4;       ///< Copies of that ACK.
inline constexpr Duration kTimerJ = 64 * kT1;  ///< Copies of other requests.
inline constexpr Duration kTimerK = kT4;       ///< Copies of other responses.
inline constexpr Duration kTimerL = 64 * kT1;  ///< Copies of an accepted INVITE.
inline constexpr Duration kTimerM = 64 * kT1;  ///< Further 2xx of a forked INVITE.

/// Does the transport itself repeat what was lost?
enum class Reliability { kUnreliable, kReliable };

}  // namespace sidetone::sip
