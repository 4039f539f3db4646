#pragma once

#include "rtc/byte_order.h"
#include "rtc/rtp/ssrc.h"

namespace sidetone::rtc {

/// A packet in its buffer, as a transform needs to see it. Sealing: `size` is that of the plain
/// packet and the buffer has room for the trailer. Opening: `size` is that of the whole.
struct SrtpPacket {
  MutableBytes buffer;
  std::size_t size = 0;
  std::size_t header_size = 0;  // What stays readable.
  Ssrc ssrc{};
  std::uint64_t index = 0;  // 48 bits for SRTP, 31 for SRTCP.

  [[nodiscard]] Bytes header() const { return buffer.first(header_size); }
};

/// Bytes of the word that holds the E flag and the SRTCP index. [RFC3711 §3.4]
inline constexpr std::size_t kSrtcpIndexWord = 4;
inline constexpr std::uint32_t kSrtcpEncryptedFlag = 0x8000'0000;
/// What SRTCP leaves readable: the first packet's fixed header and its sender's SSRC.
inline constexpr std::size_t kSrtcpHeader = 8;

}  // namespace sidetone::rtc
