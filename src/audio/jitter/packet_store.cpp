#include "audio/jitter/packet_store.h"

#include "base/assert.h"

#include <algorithm>
#include <numeric>

namespace sidetone::audio {

PacketStore::PacketStore() : payloads_(std::make_unique_for_overwrite<Bytes[]>(kCapacity)) {
  std::iota(order_.begin(), order_.end(), std::uint8_t{0});
}

void PacketStore::insert(const StoredPacket& packet, Payload payload) {
  SIDETONE_ASSERT(!full() && payload.size() <= kMaxPayloadBytes);
  const std::uint8_t slot = order_[size_];
  // Almost always the newest: it goes to the front, as the last to be played.
  const auto end = order_.begin() + static_cast<std::ptrdiff_t>(size_);
  const auto place = std::find_if(order_.begin(), end, [&](std::uint8_t other) {
    return slots_[other].packet.index < packet.index;
  });
  std::copy_backward(place, end, end + 1);
  *place = slot;
  ++size_;
  slots_[slot] = {.packet = packet, .size = static_cast<std::uint16_t>(payload.size())};
  std::ranges::copy(payload, payloads_[slot].begin());
}

const StoredPacket& PacketStore::head() const {
  SIDETONE_ASSERT(!empty());
  return slots_[head_slot()].packet;
}

Payload PacketStore::head_payload() const {
  SIDETONE_ASSERT(!empty());
  return Payload(payloads_[head_slot()]).first(slots_[head_slot()].size);
}

void PacketStore::pop() {
  SIDETONE_ASSERT(!empty());
  --size_;
}

}  // namespace sidetone::audio
