#pragma once

#include "base/address.h"
#include "media/control.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::media {

/// The worker's one UDP port that all browser legs share.
inline constexpr SocketId kWebRtcSocket{1};
/// Room behind a received datagram that protection may grow it by.
inline constexpr std::size_t kTailRoom = 64;

/// One datagram as the worker read it. `bytes` may be changed and has kTailRoom bytes behind it.
struct Datagram {
  SocketId socket;
  SocketAddress remote;
  IpAddress local;  ///< The address it was sent to; answers leave from there.
  std::span<std::uint8_t> bytes;
};

/// One datagram to send. `bytes` stay valid until clear_transmits() or, if they lie in a received
/// datagram, until the worker re-uses that buffer: send before reading again.
struct Transmit {
  SocketId socket;
  SocketAddress to;
  IpAddress from;  ///< Unspecified: the kernel chooses.
  std::span<const std::uint8_t> bytes;
};

}  // namespace sidetone::media
