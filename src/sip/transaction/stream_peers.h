#pragma once

#include "sip/transport.h"

#include <optional>
#include <unordered_map>

namespace sidetone::sip {

/// Which peers can be reached over TCP, because they came to us that way: a request that is too
/// large for a datagram goes there instead [RFC3261 §18.1.1]. Remembers a bounded number.
class StreamPeers {
 public:
  void note(const Peer& source);
  void forget(FlowId flow);
  [[nodiscard]] std::optional<Peer> find(const SocketAddress& remote) const;

 private:
  std::unordered_map<SocketAddress, Peer> by_remote_;
  std::unordered_map<FlowId, SocketAddress> by_flow_;
};

}  // namespace sidetone::sip
