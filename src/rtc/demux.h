#pragma once

#include "rtc/byte_order.h"

namespace sidetone::rtc {

enum class DatagramKind : std::uint8_t { kStun, kDtls, kTurnChannel, kRtp, kRtcp, kUnknown };

/// Tells the owner of a media socket who must read a datagram, by its first byte [RFC7983 §7]:
///
///   first byte   second byte   kind
///   ----------   -----------   ------------
///   0..3                       STUN
///   20..63                     DTLS
///   64..79                     TURN channel data
///   128..191     192..223      RTCP, plain or SRTCP [RFC5761 §4]
///   128..191     other         RTP, plain or SRTP
///   other                      unknown (ZRTP, 16..19, among them)
///
/// A datagram too short for its kind's fixed header is unknown; the parsers check the rest.
[[nodiscard]] constexpr DatagramKind classify(Bytes datagram) {
  constexpr std::size_t kStunMin = 20, kDtlsMin = 13, kRtpMin = 12, kRtcpMin = 8;
  if (datagram.size() < kRtcpMin) return DatagramKind::kUnknown;
  const std::uint8_t first = datagram[0];
  if (first >= 128 && first <= 191) {
    // [RFC5761 §4] "payload type values in the range 64-95 MUST NOT be used": with the marker
    // bit they are the RTCP packet types 192-223.
    if (datagram[1] >= 192 && datagram[1] <= 223) return DatagramKind::kRtcp;
    return datagram.size() >= kRtpMin ? DatagramKind::kRtp : DatagramKind::kUnknown;
  }
  if (first <= 3 && datagram.size() >= kStunMin) return DatagramKind::kStun;
  if (first >= 20 && first <= 63 && datagram.size() >= kDtlsMin) return DatagramKind::kDtls;
  if (first >= 64 && first <= 79) return DatagramKind::kTurnChannel;
  return DatagramKind::kUnknown;
}

}  // namespace sidetone::rtc
