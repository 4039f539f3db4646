#pragma once

#include "audio/codec/codec.h"
#include "base/time.h"

#include <array>
#include <cstddef>
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
  bool restarted = false;  ///< Of another source than the one before.
};

/// The packets that wait for their turn, in order of `index`. Holds copies in slots that were
/// allocated once; the slot freed last is used first, so a calm stream stays in the cache.
class PacketStore {
 public:
  static constexpr std::size_t kCapacity = 64;

  PacketStore();

  /// Not full, payload.size() ≤ kMaxPayloadBytes, and no packet of that index is in.
  void insert(const StoredPacket& packet, Payload payload);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool full() const { return size_ == kCapacity; }
  /// The first in order; not empty.
  [[nodiscard]] const StoredPacket& head() const;
  /// Good until the next insert(), also after pop().
  [[nodiscard]] Payload head_payload() const;
  void pop();

 private:
  struct Slot {
    StoredPacket packet;
    std::uint16_t size = 0;
  };
  using Bytes = std::array<std::uint8_t, kMaxPayloadBytes>;

  [[nodiscard]] std::uint8_t head_slot() const { return order_[size_ - 1]; }

  std::array<Slot, kCapacity> slots_;
  std::unique_ptr<Bytes[]> payloads_;  ///< By slot; memory that is never used is never touched.
  /// The first `size_` wait, the last of them is next; the others are free, the first of them is
  /// used next.
  std::array<std::uint8_t, kCapacity> order_;
  std::size_t size_ = 0;
};

}  // namespace sidetone::audio
