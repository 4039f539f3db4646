#pragma once

#include "base/address.h"
#include "media/control.h"

#include <cstdint>
#include <optional>

namespace sidetone::call {

/// Two UDP ports that are ours for one leg: even for RTP, the next for RTCP [RFC3550 §11].
struct MediaPorts {
  media::SocketId rtp;
  media::SocketId rtcp;
  std::uint16_t rtp_port = 0;
};

/// Where legs of phones get their ports: at the edge, which has bound them before it answers, so
/// that no SDP ever names a port that somebody else holds.
class MediaPortSource {
 public:
  virtual ~MediaPortSource() = default;
  /// For a leg whose SDP names `address` as ours. nullopt: the range is used up; the call gets 503.
  [[nodiscard]] virtual std::optional<MediaPorts> open(const IpAddress& address) = 0;
  /// After LegRemoved.
  virtual void close(const MediaPorts& ports) = 0;
};

}  // namespace sidetone::call
