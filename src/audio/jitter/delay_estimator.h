#pragma once

#include "base/time.h"

#include <array>
#include <cstdint>

namespace sidetone::audio {

/// Learns how much later than the fastest ones a network's packets come, and how long playing
/// must therefore wait so that 97 of 100 are there in time.
class DelayEstimator {
 public:
  struct Limits {
    Duration min;
    Duration max;
    Duration start;
  };
  explicit DelayEstimator(const Limits& limits);

  /// A packet of media time `position` came.
  void add(Duration position, Instant arrival);
  /// How long after its fastest possible arrival a packet is heard, if heard at `ear`.
  [[nodiscard]] Duration delay_of(Duration position, Instant ear) const;
  [[nodiscard]] Duration target() const { return target_; }

 private:
  static constexpr Duration kBucket = std::chrono::milliseconds(5);
  static constexpr std::size_t kBuckets = 64;
  static constexpr std::size_t kEpochs = 8;
  static constexpr Duration kEpoch = std::chrono::milliseconds(750);

  void follow_fastest(Duration transit, Instant arrival);
  void shift(int buckets);
  void count(Duration lateness);
  void retarget();

  Limits limits_;
  bool started_ = false;
  Duration base_{};  ///< Arrival minus media time of the fastest packets, in whole buckets.
  std::array<Duration, kEpochs> fastest_{};  ///< Of each epoch: a sliding minimum.
  std::size_t epoch_ = 0;
  Instant epoch_end_{};
  std::array<float, kBuckets> share_{};  ///< Of packets by lateness; sums to one.
  float packets_ = 0;
  Duration target_;
};

}  // namespace sidetone::audio
