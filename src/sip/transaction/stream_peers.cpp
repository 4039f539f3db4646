#include "sip/transaction/stream_peers.h"

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxStreamPeers = 4096;

}  // namespace

void StreamPeers::note(const Peer& source) {
  if (source.transport != Transport::kTcp || !source.flow) return;
  if (by_flow_.contains(source.flow) || by_flow_.size() >= kMaxStreamPeers) return;
  by_flow_.emplace(source.flow, source.remote);
  by_remote_.insert_or_assign(source.remote, source);
}

void StreamPeers::forget(FlowId flow) {
  const auto found = by_flow_.find(flow);
  if (found == by_flow_.end()) return;
  const auto peer = by_remote_.find(found->second);
  if (peer != by_remote_.end() && peer->second.flow == flow) by_remote_.erase(peer);
  by_flow_.erase(found);
}

std::optional<Peer> StreamPeers::find(const SocketAddress& remote) const {
  const auto found = by_remote_.find(remote);
  if (found == by_remote_.end()) return std::nullopt;
  return found->second;
}

}  // namespace sidetone::sip
