#pragma once

#include "base/time.h"

#include <bitset>
#include <cstdint>
#include <optional>

namespace sidetone::audio {

/// The numbers in an RTP header that say where its sound belongs.
struct RtpNumbers {
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t clock_hz = 8'000;
  /// False for what takes a sequence number but has no place in time (telephone-event).
  bool timed = true;
};

/// A packet's place, counted from the stream's first packet and never wrapping.
struct Place {
  enum class Verdict : std::uint8_t {
    kPlaced,
    kDuplicate,
    kOnProbation,  ///< It leaps so far that the next packet has to agree.
  };
  Verdict verdict = Verdict::kPlaced;
  std::int64_t index = 0;  ///< By sequence number.
  Duration position{};     ///< By timestamp: media time.
  bool restarted = false;  ///< A new numbering begins with this packet.
};

/// Unrolls RTP sequence numbers and timestamps into one line of media time, across wrap-around,
/// restarts of the sender, and changes of source: after a leap the new numbering is pinned to
/// where the old one would have been at that moment, so that playing goes on without a seam.
class Timeline {
 public:
  [[nodiscard]] Place place(const RtpNumbers& numbers, Instant arrival);
  /// The next packet begins a new numbering, whatever its numbers are: the SSRC changed.
  void restart() { restart_ = true; }

  /// How many packets between `first` and `last`, both excluded, have not arrived.
  [[nodiscard]] std::int64_t missing_between(std::int64_t first, std::int64_t last) const;
  /// The highest index that arrived.
  [[nodiscard]] std::int64_t newest() const { return newest_; }

 private:
  static constexpr std::int64_t kWindow = 1'024;

  [[nodiscard]] Place begin(const RtpNumbers& numbers, Instant arrival);
  [[nodiscard]] bool timestamp_leaps(const Place& place, Instant arrival) const;
  [[nodiscard]] Duration position_of(std::uint32_t timestamp) const;
  void advance(const Place& place, const RtpNumbers& numbers, Instant arrival);
  [[nodiscard]] static std::size_t slot(std::int64_t index) {
    return static_cast<std::size_t>(index % kWindow);
  }

  bool started_ = false;
  bool restart_ = false;
  std::optional<std::uint16_t> probation_;  ///< The sequence number that would confirm a leap.
  std::uint32_t clock_hz_ = 8'000;
  std::uint16_t newest_sequence_ = 0;
  std::int64_t newest_ = 0;
  std::uint32_t pin_timestamp_ = 0;  ///< This timestamp stands at `pin_position_`.
  Duration pin_position_{};
  Duration newest_position_{};
  Instant newest_arrival_{};
  std::bitset<kWindow> seen_;  ///< The last `kWindow` indexes up to `newest_`.
};

}  // namespace sidetone::audio
