#pragma once

#include "base/expected.h"
#include "rtc/srtp/srtp_keys.h"
#include "rtc/srtp/srtp_streams.h"
#include "rtc/srtp/srtp_transform.h"

namespace sidetone::rtc {

/// Checks and decrypts what comes from one side of a call: SRTP and SRTCP, in place.
/// [RFC3711 §3.3, §3.4, RFC7714 §8, §9]
///
/// Only authentic packets change anything: a stranger's packet neither adds a stream nor moves
/// a window. When an authentic peer uses more than kSrtpMaxStreams SSRCs, the one that was
/// silent for longest is forgotten. Nothing allocates after the constructor.
class SrtpReceiver {
 public:
  explicit SrtpReceiver(const SrtpKeys& keys, const SrtpState& state = {});

  /// `packet` is the whole datagram; the plain packet then stands in its first bytes, as many
  /// as returned. After kAuthentication the contents are undefined.
  [[nodiscard]] Expected<std::size_t, SrtpError> unprotect_rtp(MutableBytes packet);
  [[nodiscard]] Expected<std::size_t, SrtpError> unprotect_rtcp(MutableBytes packet);

  [[nodiscard]] SrtpState snapshot() const { return streams_.snapshot(); }

 private:
  SrtpTransform transform_;
  SrtpStreams streams_;
};

}  // namespace sidetone::rtc
