#pragma once

#include <array>
#include <cstdint>

namespace sidetone::rtc {

inline constexpr std::size_t kStunHeader = 20;
inline constexpr std::uint32_t kStunMagicCookie = 0x2112'A442;

using StunTransactionId = std::array<std::uint8_t, 12>;

/// [RFC8489 §5, RFC8656 §17]
// NOLINTNEXTLINE(performance-enum-size): twelve bits on the wire.
enum class StunMethod : std::uint16_t {
  kBinding = 0x001,
  kAllocate = 0x003,
  kRefresh = 0x004,
  kSend = 0x006,
  kData = 0x007,
  kCreatePermission = 0x008,
  kChannelBind = 0x009,
};

enum class StunClass : std::uint8_t { kRequest = 0, kIndication = 1, kSuccess = 2, kError = 3 };

/// [RFC8489 §18.3, RFC8445 §20.1, RFC8656 §18]
enum class StunAttribute : std::uint16_t {
  kMappedAddress = 0x0001,
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kErrorCode = 0x0009,
  kUnknownAttributes = 0x000A,
  kChannelNumber = 0x000C,
  kLifetime = 0x000D,
  kXorPeerAddress = 0x0012,
  kData = 0x0013,
  kRealm = 0x0014,
  kNonce = 0x0015,
  kXorRelayedAddress = 0x0016,
  kRequestedAddressFamily = 0x0017,
  kEvenPort = 0x0018,
  kRequestedTransport = 0x0019,
  kDontFragment = 0x001A,
  kMessageIntegritySha256 = 0x001C,
  kPasswordAlgorithm = 0x001D,
  kUserhash = 0x001E,
  kXorMappedAddress = 0x0020,
  kReservationToken = 0x0022,
  kPriority = 0x0024,
  kUseCandidate = 0x0025,
  kPasswordAlgorithms = 0x8002,
  kSoftware = 0x8022,
  kFingerprint = 0x8028,
  kIceControlled = 0x8029,
  kIceControlling = 0x802A,
};

/// [RFC8489 §14] "Attributes with type values between 0x0000 and 0x7FFF are
/// comprehension-required attributes": who does not know one must not act on the message.
[[nodiscard]] constexpr bool comprehension_required(StunAttribute attribute) {
  return static_cast<std::uint16_t>(attribute) < 0x8000;
}

}  // namespace sidetone::rtc
