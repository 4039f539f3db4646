#pragma once

#include "rtc/rtp/ssrc.h"

#include <optional>
#include <vector>

namespace sidetone::rtc {

/// SSRCs per direction of a session; a call has one or two.
inline constexpr std::size_t kSrtpMaxStreams = 8;

/// Trailer that protection adds at most: SRTCP index word and tag.
inline constexpr std::size_t kSrtpMaxOverhead = 20;

enum class SrtpError : std::uint8_t {
  kMalformed,       // No RTP or RTCP packet of sane lengths.
  kNoRoom,          // The buffer has no space for the trailer.
  kAuthentication,  // Not from the holder of the key, or damaged.
  kReplayed,        // This index was seen (received) or used (sent) before.
  kTooOld,          // Older than the replay window remembers.
  kTooManyStreams,  // Sender: more than kSrtpMaxStreams SSRCs under one key.
  kKeyExhausted,    // 2^48 SRTP or 2^31 SRTCP packets under one key. [RFC3711 §9.2]
};

/// Where the packet counters of one direction stand, as plain values: enough to go on after a
/// restart, without the keys.
struct SrtpState {
  struct Stream {
    Ssrc ssrc{};
    /// Highest packet index seen or used: roll-over counter << 16 | sequence number.
    std::optional<std::uint64_t> rtp_index;
    /// Highest SRTCP index seen or used.
    std::optional<std::uint32_t> rtcp_index;

    bool operator==(const Stream&) const = default;
  };
  std::vector<Stream> streams;

  bool operator==(const SrtpState&) const = default;
};

/// The state a sender must go on from when up to `packets` more per stream may have been sent
/// since `state` was written down: no index is ever used twice under one key. The sender's next
/// RTP sequence number must follow the `rtp_index` found here.
[[nodiscard]] SrtpState jumped_ahead(SrtpState state, std::uint32_t packets);

}  // namespace sidetone::rtc
