#pragma once

#include "audio/codec/codec.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <memory>

namespace sidetone::audio {

enum class PacketKind : std::uint8_t {
  kSpeech,
  kLastSpeech,    ///< Speech after which the sender falls silent by intent (DTX).
  kComfortNoise,  ///< A description of the background noise [RFC3389].
  kOther,         ///< Takes a sequence number, sounds like nothing (telephone-event).
};

/// A packet that waits for its turn.
struct StoredPacket {
  std::int64_t index = 0;
  Duration position{};
  Duration duration{};
  PacketKind kind = PacketKind::kSpeech;
  std::uint8_t payload_type = 0;
  std::uint16_t size = 0;
};

/// The packets that wait for their turn, in order of `index`. Holds copies in slots that were
/// allocated once; the slot freed last is used first, so a calm stream stays in the cache.
class PacketStore {
 public:
  static constexpr std::size_t kCapacity = 64;

  PacketStore();

  /// Not full, and payload.size() ≤ kMaxPayloadBytes.
  void insert(StoredPacket packet, Payload payload);
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == kCapacity; }
  /// The first in order; not empty.
  [[nodiscard]] const StoredPacket& head() const;
  /// Good until the next `insert`, also after `pop`.
  [[nodiscard]] Payload head_payload() const;
  void pop();
  void clear();

 private:
  using Slot = std::uint8_t;
  using Bytes = std::array<std::uint8_t, kMaxPayloadBytes>;

  std::array<StoredPacket, kCapacity> packets_;  ///< By slot.
  std::unique_ptr<Bytes[]> payloads_;            ///< By slot; touched only where used.
  std::array<Slot, kCapacity> order_;            ///< The first `size_`: waiting, last one first.
  std::array<Slot, kCapacity> free_;             ///< The first `kCapacity - size_`: a stack.
  std::size_t size_ = 0;
};

}  // namespace sidetone::audio
