#pragma once

#include "base/time.h"

#include <bitset>
#include <cstdint>
#include <optional>

namespace sidetone::audio {

/// A packet's place, counted from the stream's first packet and never wrapping.
struct Place {
  std::int64_t index = 0;  ///< By sequence number.
  Duration position{};     ///< By timestamp: media time.
  bool restarted = false;  ///< A new numbering began with this packet.
};

struct RtpNumbers {
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t clock_hz = 8'000;
};

/// Unrolls RTP sequence numbers and timestamps into one line of media time, across wrap-around,
/// restarts of the sender, and changes of source: after a jump the new numbering is pinned to
/// where the old one would have been at that moment, so that playing goes on without a seam.
class Timeline {
 public:
  enum class Refusal : std::uint8_t { kDuplicate, kOnProbation };

  /// None: the packet is a duplicate, or its numbers leap so far that a second one must agree.
  [[nodiscard]] std::optional<Place> place(const RtpNumbers& numbers, Instant arrival);
  [[nodiscard]] Refusal why_refused() const { return refusal_; }

  /// The next packet begins a new numbering, whatever its numbers are.
  void restart() { restart_ = true; }
  /// Packets after `first` and before `last` that have not arrived.
  [[nodiscard]] std::int64_t missing_between(std::int64_t first, std::int64_t last) const;
  [[nodiscard]] std::int64_t newest() const { return newest_; }

 private:
  static constexpr std::int64_t kWindow = 1'024;

  [[nodiscard]] Place begin(const RtpNumbers& numbers, Instant arrival);
  [[nodiscard]] bool leaps(const RtpNumbers& numbers, std::int64_t step) const;
  [[nodiscard]] bool timestamp_leaps(const Place& place, Instant arrival) const;
  [[nodiscard]] Duration position_of(std::uint32_t timestamp) const;
  void remember(const Place& place, const RtpNumbers& numbers, Instant arrival);

  bool started_ = false;
  bool restart_ = false;
  Refusal refusal_ = Refusal::kDuplicate;
  std::optional<std::uint16_t> probation_;  ///< The sequence number that would confirm a leap.
  std::uint32_t clock_hz_ = 8'000;
  std::uint16_t newest_sequence_ = 0;
  std::int64_t newest_ = -1;
  std::uint32_t pin_timestamp_ = 0;  ///< This timestamp stands at `pin_position_`.
  Duration pin_position_{};
  Duration newest_position_{};
  Instant newest_arrival_{};
  std::bitset<kWindow> seen_;
};

}  // namespace sidetone::audio
