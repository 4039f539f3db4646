#include "audio/jitter/timeline.h"

#include "audio/codec/codec.h"

#include <algorithm>
#include <cstdlib>

namespace sidetone::audio {
namespace {

using std::chrono::milliseconds;

// [RFC3550 §A.1] has the same limits: a minute of packets forward, a second or two back.
constexpr int kMaxForward = 3'000;
constexpr int kMaxBackward = 100;
// So that indexes of packets that overtook the very first one are not negative.
constexpr std::int64_t kFirstIndex = 1 << 16;
constexpr std::int64_t kRepinTicks = 1 << 28;
constexpr Duration kPlausible = milliseconds(500);

std::int32_t distance(std::uint32_t from, std::uint32_t to) {
  return static_cast<std::int32_t>(to - from);
}

}  // namespace

Place Timeline::place(const RtpNumbers& numbers, Instant arrival) {
  if (!started_ || restart_ || (numbers.timed && numbers.clock_hz != clock_hz_)) {
    return begin(numbers, arrival);
  }
  const auto step = static_cast<std::int16_t>(numbers.sequence - newest_sequence_);
  if (step > kMaxForward || step < -kMaxBackward) {
    // [RFC3550 §A.1] "Two sequential packets -- assume that the other side restarted without
    // telling us".
    if (probation_ == numbers.sequence) {
      seen_.reset(slot(++newest_));  // The one that was on probation will not be heard.
      return begin(numbers, arrival);
    }
    probation_ = static_cast<std::uint16_t>(numbers.sequence + 1);
    return {.verdict = Place::Verdict::kOnProbation};
  }
  probation_.reset();
  const Place place{.index = newest_ + step, .position = position_of(numbers.timestamp)};
  if (step > 0) {
    if (numbers.timed && timestamp_leaps(place, arrival)) return begin(numbers, arrival);
    advance(place, numbers, arrival);
    return place;
  }
  if (seen_.test(slot(place.index))) return {.verdict = Place::Verdict::kDuplicate};
  seen_.set(slot(place.index));
  return place;
}

Place Timeline::begin(const RtpNumbers& numbers, Instant arrival) {
  Place place{.index = kFirstIndex, .restarted = started_};
  if (started_) {
    place.index = newest_ + 1;
    place.position = newest_position_ + (arrival - newest_arrival_);
  } else {
    newest_ = kFirstIndex - 1;
  }
  // Without a timestamp of its own it cannot pin a numbering: the next timed one will.
  restart_ = !numbers.timed;
  started_ = true;
  probation_.reset();
  clock_hz_ = numbers.clock_hz;
  pin_timestamp_ = numbers.timestamp;
  pin_position_ = place.position;
  advance(place, numbers, arrival);
  return place;
}

// A later packet cannot be earlier in time; and time that neither passed on our clock nor would
// fit into the packets between is another source's.
bool Timeline::timestamp_leaps(const Place& place, Instant arrival) const {
  const Duration media = place.position - newest_position_;
  if (media < Duration::zero()) return true;
  const Duration ahead = media - (arrival - newest_arrival_);
  return ahead > kPlausible && media > kMaxPacketTime * (place.index - newest_);
}

Duration Timeline::position_of(std::uint32_t timestamp) const {
  const std::int64_t ticks = distance(pin_timestamp_, timestamp);
  return pin_position_ + Duration(ticks * 1'000'000 / clock_hz_);
}

void Timeline::advance(const Place& place, const RtpNumbers& numbers, Instant arrival) {
  const std::int64_t first = std::max(newest_ + 1, place.index - kWindow + 1);
  for (std::int64_t index = first; index < place.index; ++index) seen_.reset(slot(index));
  seen_.set(slot(place.index));
  newest_ = place.index;
  newest_sequence_ = numbers.sequence;
  if (!numbers.timed) return;
  newest_position_ = place.position;
  newest_arrival_ = arrival;
  if (std::abs(std::int64_t{distance(pin_timestamp_, numbers.timestamp)}) > kRepinTicks) {
    pin_timestamp_ = numbers.timestamp;
    pin_position_ = place.position;
  }
}

std::int64_t Timeline::missing_between(std::int64_t first, std::int64_t last) const {
  const std::int64_t known = std::max(first + 1, newest_ - kWindow + 1);
  std::int64_t missing = std::max<std::int64_t>(known - first - 1, 0);
  for (std::int64_t index = known; index < last; ++index) {
    if (!seen_.test(slot(index))) ++missing;
  }
  return missing;
}

}  // namespace sidetone::audio
