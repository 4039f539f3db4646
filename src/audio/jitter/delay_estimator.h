#pragma once

#include "base/time.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace sidetone::audio {

/// Learns how much later than the fastest ones a network's packets come, and how long playing
/// must therefore wait so that 97 of 100 are there in time. Remembers about two seconds.
class DelayEstimator {
 public:
  struct Limits {
    Duration min;
    Duration max;
    Duration start;  ///< Until the network is known.
  };
  explicit DelayEstimator(const Limits& limits);

  /// A packet of media time `position` came, late ones too.
  void add(Duration position, Instant arrival);
  /// Waits so much longer than the network alone asks for.
  void set_extra(Duration extra);

  /// How long after its fastest possible arrival the sound of `position` is heard, if at `ear`.
  [[nodiscard]] Duration delay_of(Duration position, Instant ear) const;
  [[nodiscard]] Duration target() const { return target_; }

 private:
  static constexpr Duration kBucket = std::chrono::milliseconds(5);
  static constexpr std::size_t kBuckets = 64;
  static constexpr std::size_t kEpochs = 8;

  void follow_fastest(Duration transit, Instant arrival);
  void rebase(Duration base);
  void count(Duration lateness);
  void retarget();

  Limits limits_;
  Duration extra_{};
  bool started_ = false;
  Duration base_{};                          ///< Arrival minus media time of the fastest packets.
  std::array<Duration, kEpochs> fastest_{};  ///< Of each epoch: a sliding minimum.
  std::size_t epoch_ = 0;
  int epoch_packets_ = 0;
  Instant epoch_end_{};
  Instant last_arrival_{};
  std::array<float, kBuckets> share_{};  ///< Of packets by lateness; sums to one.
  float weight_ = 0;                     ///< Of the next packet in `share_`.
  Duration target_;
};

}  // namespace sidetone::audio
