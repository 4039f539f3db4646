#include "media/transmit_queue.h"

#include <algorithm>

namespace sidetone::media {

TransmitQueue::TransmitQueue(Counters& counters)
    : counters_(counters), arena_(std::make_unique<std::uint8_t[]>(kArenaBytes)) {
  waiting_.reserve(kPackets);
}

void TransmitQueue::push(const Route& route, std::span<const std::uint8_t> bytes) {
  if (waiting_.size() == kPackets) return counters_.drop(DropReason::kQueueFull);
  waiting_.push_back({route.socket, route.to, route.from, bytes});
  ++counters_.sent;
}

void TransmitQueue::push_copy(const Route& route, std::span<const std::uint8_t> bytes) {
  const auto copy = room(bytes.size());
  if (copy.empty()) return counters_.drop(DropReason::kQueueFull);
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  push(route, copy);
}

std::span<std::uint8_t> TransmitQueue::room(std::size_t size) {
  if (kArenaBytes - used_ < size) return {};
  const std::span<std::uint8_t> bytes(arena_.get() + used_, size);
  used_ += (size + 15) / 16 * 16;
  used_ = std::min(used_, kArenaBytes);
  return bytes;
}

bool TransmitQueue::nearly_full() const {
  return waiting_.size() > kPackets * 3 / 4 || used_ > kArenaBytes * 3 / 4;
}

void TransmitQueue::clear() {
  waiting_.clear();
  used_ = 0;
}

}  // namespace sidetone::media
