#include "audio/jitter/delay_estimator.h"

#include <algorithm>

namespace sidetone::audio {
namespace {

using std::chrono::milliseconds;

constexpr Duration kNone = Duration::max();
constexpr int kEpochPackets = 13;
constexpr Duration kEpochTime = milliseconds(2'000);
// Packets this close behind another came with it: they tell of the same delay once more.
constexpr Duration kTogether = milliseconds(2);
constexpr float kInTime = 0.97F;
constexpr float kFirstWeight = 0.1F;
constexpr float kLastWeight = 0.01F;
constexpr Duration kMargin = milliseconds(8);

}  // namespace

DelayEstimator::DelayEstimator(const Limits& limits) : limits_(limits), target_(limits.start) {
  fastest_.fill(kNone);
  // The first packets are measured against what is assumed of an unknown network.
  const auto assumed = (limits.start - kMargin) / kBucket - 1;
  share_[static_cast<std::size_t>(std::clamp<std::int64_t>(assumed, 0, kBuckets - 1))] = 1;
  weight_ = kFirstWeight;
}

void DelayEstimator::add(Duration position, Instant arrival) {
  const Duration transit = arrival.time_since_epoch() - position;
  const bool alone = !started_ || arrival - last_arrival_ >= kTogether;
  follow_fastest(transit, arrival);
  started_ = true;
  last_arrival_ = arrival;
  if (!alone) return;
  count(transit - base_);
  retarget();
}

void DelayEstimator::set_extra(Duration extra) {
  if (extra == extra_) return;
  extra_ = extra;
  retarget();
}

Duration DelayEstimator::delay_of(Duration position, Instant ear) const {
  return ear.time_since_epoch() - position - base_;
}

// The fastest of the last eight epochs, each of 13 packets or two seconds: it follows a clock
// that drifts and a route that changes, but not a packet that was late.
void DelayEstimator::follow_fastest(Duration transit, Instant arrival) {
  if (epoch_packets_ >= kEpochPackets || (epoch_packets_ > 0 && arrival >= epoch_end_)) {
    epoch_ = (epoch_ + 1) % kEpochs;
    fastest_[epoch_] = kNone;
    epoch_packets_ = 0;
  }
  if (epoch_packets_++ == 0) epoch_end_ = arrival + kEpochTime;
  fastest_[epoch_] = std::min(fastest_[epoch_], transit);
  rebase(*std::ranges::min_element(fastest_));
}

// What was learnt of lateness was learnt against the old base: it moves along, by whole buckets.
void DelayEstimator::rebase(Duration base) {
  if (!started_ || base < base_) {
    base_ = base;
    return;
  }
  const auto buckets = static_cast<std::size_t>((base - base_) / kBucket);
  if (buckets == 0) return;
  base_ += kBucket * static_cast<std::int64_t>(buckets);
  const std::size_t gone = std::min(buckets, kBuckets - 1);
  for (std::size_t i = 1; i <= gone; ++i) share_[0] += share_[i];
  for (std::size_t i = 1; i < kBuckets; ++i) share_[i] = i + gone < kBuckets ? share_[i + gone] : 0;
}

void DelayEstimator::count(Duration lateness) {
  const std::int64_t bucket = std::clamp<std::int64_t>(lateness / kBucket, 0, kBuckets - 1);
  for (float& share : share_) share *= 1 - weight_;
  share_[static_cast<std::size_t>(bucket)] += weight_;
  weight_ = std::max(kLastWeight, weight_ / (1 + weight_));
}

void DelayEstimator::retarget() {
  std::size_t bucket = 0;
  float in_time = share_[0];
  while (in_time < kInTime && bucket + 1 < kBuckets) in_time += share_[++bucket];
  const Duration enough = kBucket * static_cast<std::int64_t>(bucket + 1) + kMargin;
  target_ = std::clamp(std::max(enough, limits_.min) + extra_, limits_.min, limits_.max);
}

}  // namespace sidetone::audio
