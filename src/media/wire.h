#pragma once

#include "base/time.h"
#include "media/control.h"
#include "media/datagram.h"
#include "media/transmit_queue.h"
#include "rtc/byte_order.h"

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace sidetone::media {

/// What a datagram turned out to be, once its sender was proved.
struct Received {
  enum class Kind : std::uint8_t { kNothing, kRtp, kRtcp };
  Kind kind = Kind::kNothing;
  rtc::MutableBytes plain;            ///< In place, with kTailRoom bytes behind it.
  std::optional<DropReason> dropped;  ///< Why RTP or RTCP went no further.
};

/// News of a leg's transport.
struct WireReady {
  SocketAddress remote;
};
struct WireLost {
  Loss loss = Loss::kDtlsFailed;
};
/// Datagrams from this address belong to this leg from now on: told with every proof, since another
/// leg may have proved the same address in between.
struct WireProved {
  SocketAddress remote;
};
using WireEvent = std::variant<WireReady, WireLost, WireProved>;

/// What every wire needs of the engine while it handles one input.
struct WireContext {
  TransmitQueue& queue;
  Counters& counters;
  std::vector<WireEvent>& events;

  [[nodiscard]] Received drop(DropReason reason) const {
    counters.drop(reason);
    return {.dropped = reason};
  }
};

}  // namespace sidetone::media
