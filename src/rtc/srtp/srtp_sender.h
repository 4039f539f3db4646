#pragma once

#include "base/expected.h"
#include "rtc/srtp/srtp_keys.h"
#include "rtc/srtp/srtp_streams.h"
#include "rtc/srtp/srtp_transform.h"

namespace sidetone::rtc {

/// Encrypts and signs what one side of a call sends: RTP and RTCP, in place.
/// [RFC3711 §3.3, §3.4, RFC7714 §8, §9]
///
/// Each index is used once: a packet whose sequence number was sent before is refused
/// (kReplayed), since two payloads under one keystream would give both away. A sequence number
/// may be late by up to ReplayWindow::kSize packets.
///
/// The caller's duty: one sender per key and direction for its whole life; SSRCs that were used
/// are never forgotten, so at most kSrtpMaxStreams of them. Nothing allocates after the
/// constructor.
class SrtpSender {
 public:
  explicit SrtpSender(const SrtpKeys& keys, const SrtpState& state = {});

  /// `buffer` starts with a packet of `size` bytes; kSrtpMaxOverhead bytes more are enough room.
  /// Returns the protected size. On an error the packet is as it was.
  [[nodiscard]] Expected<std::size_t, SrtpError> protect_rtp(MutableBytes buffer, std::size_t size);
  /// The same for a compound RTCP packet; its first SSRC names the stream.
  [[nodiscard]] Expected<std::size_t, SrtpError> protect_rtcp(MutableBytes buffer,
                                                              std::size_t size);

  [[nodiscard]] SrtpState snapshot() const { return streams_.snapshot(); }

 private:
  /// The known or a new stream; nullptr when there are too many.
  [[nodiscard]] SrtpStream* stream_of(Ssrc ssrc);

  SrtpTransform transform_;
  SrtpStreams streams_;
};

}  // namespace sidetone::rtc
