#include "audio/jitter/timeline.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using Verdict = Place::Verdict;

/// Feeds packets of 20 ms at 8 kHz and counts from the first.
class Bench {
 public:
  Place put(std::uint16_t sequence, std::uint32_t timestamp, Duration after = 20ms) {
    return put({.sequence = sequence, .timestamp = timestamp}, after);
  }
  Place put(const RtpNumbers& numbers, Duration after = 20ms) {
    now_ += after;
    Place place = timeline_.place(numbers, now_);
    if (!first_) first_ = place;
    place.index -= first_->index;
    place.position -= first_->position;
    return place;
  }
  [[nodiscard]] std::int64_t missing(std::int64_t first, std::int64_t last) const {
    return timeline_.missing_between(first + first_->index, last + first_->index);
  }
  Timeline& timeline() { return timeline_; }

 private:
  Timeline timeline_;
  Instant now_{1h};
  std::optional<Place> first_;
};

TEST(Timeline, CountsPacketsAndTime) {
  Bench bench;
  bench.put(10, 1'000);
  const Place place = bench.put(12, 1'320);
  EXPECT_EQ(place.verdict, Verdict::kPlaced);
  EXPECT_EQ(place.index, 2);
  EXPECT_EQ(place.position, 40ms);
}

TEST(Timeline, GoesOnWhereNumbersWrapAround) {
  Bench bench;
  bench.put(65'534, 0xFFFF'FF60);
  EXPECT_EQ(bench.put(65'535, 0).position, 20ms);
  const Place place = bench.put(0, 160);
  EXPECT_EQ(place.index, 2);
  EXPECT_EQ(place.position, 40ms);
  EXPECT_FALSE(place.restarted);
}

TEST(Timeline, PlacesAPacketThatWasOvertakenEvenByTheFirst) {
  Bench bench;
  bench.put(10, 1'600);
  bench.put(12, 1'920);
  EXPECT_EQ(bench.put(11, 1'760).index, 1);
  EXPECT_EQ(bench.put(9, 1'440).index, -1);
  EXPECT_EQ(bench.put(9, 1'440).verdict, Verdict::kDuplicate);
}

TEST(Timeline, KnowsDuplicates) {
  Bench bench;
  bench.put(10, 0);
  EXPECT_EQ(bench.put(10, 0).verdict, Verdict::kDuplicate);
  bench.put(11, 160);
  EXPECT_EQ(bench.put(10, 0).verdict, Verdict::kDuplicate);
  EXPECT_EQ(bench.put(11, 160).verdict, Verdict::kDuplicate);
}

TEST(Timeline, CountsWhatIsMissing) {
  Bench bench;
  bench.put(10, 0);
  bench.put(13, 480);
  EXPECT_EQ(bench.missing(0, 3), 2);
  bench.put(12, 320);
  EXPECT_EQ(bench.missing(0, 3), 1);
  EXPECT_EQ(bench.missing(2, 3), 0);
}

TEST(Timeline, APauseOfTenSecondsIsNoLeap) {
  Bench bench;
  bench.put(10, 0);
  const Place place = bench.put(11, 80'000, 10s);
  EXPECT_FALSE(place.restarted);
  EXPECT_EQ(place.position, 10s);
}

TEST(Timeline, AStallFollowedByABurstIsNoLeap) {
  Bench bench;
  bench.put(10, 0);
  EXPECT_FALSE(bench.put(11, 160, 3s).restarted);
  for (std::uint16_t i = 2; i < 150; ++i) {
    EXPECT_FALSE(bench.put(static_cast<std::uint16_t>(10 + i), 160U * i, 0ms).restarted);
  }
}

TEST(Timeline, ATimestampThatLeapsForwardGoesOnWithoutAHole) {
  Bench bench;
  bench.put(10, 0);
  bench.put(11, 160);
  const Place place = bench.put(12, 5'000'000);
  EXPECT_TRUE(place.restarted);
  EXPECT_EQ(place.index, 2);
  EXPECT_EQ(place.position, 40ms);
  EXPECT_EQ(bench.put(13, 5'000'160).position, 60ms);
}

TEST(Timeline, ATimestampThatLeapsBackGoesOnWithoutAHole) {
  Bench bench;
  bench.put(10, 5'000'000);
  const Place place = bench.put(11, 400);
  EXPECT_TRUE(place.restarted);
  EXPECT_EQ(place.position, 20ms);
}

TEST(Timeline, AnotherSourceGoesOnWithoutAHole) {
  Bench bench;
  bench.put(10, 0);
  bench.timeline().restart();
  const Place place = bench.put(40'000, 123'456);
  EXPECT_TRUE(place.restarted);
  EXPECT_EQ(place.index, 1);
  EXPECT_EQ(place.position, 20ms);
  EXPECT_FALSE(bench.put(40'001, 123'616).restarted);
}

TEST(Timeline, OneStrayPacketChangesNothing) {
  Bench bench;
  bench.put(10, 0);
  EXPECT_EQ(bench.put(30'000, 99).verdict, Verdict::kOnProbation);
  const Place place = bench.put(11, 160, 0ms);
  EXPECT_FALSE(place.restarted);
  EXPECT_EQ(place.index, 1);
}

TEST(Timeline, TwoPacketsInARowProveARestart) {
  Bench bench;
  bench.put(10, 0);
  EXPECT_EQ(bench.put(30'000, 777).verdict, Verdict::kOnProbation);
  const Place place = bench.put(30'001, 937);
  EXPECT_TRUE(place.restarted);
  EXPECT_EQ(place.position, 40ms);
  EXPECT_EQ(bench.missing(0, place.index), 1);
  EXPECT_EQ(bench.put(30'002, 1'097).position, 60ms);
}

TEST(Timeline, AnotherClockIsAnotherNumbering) {
  Bench bench;
  bench.put(10, 0);
  const Place place = bench.put({.sequence = 11, .timestamp = 960, .clock_hz = 48'000});
  EXPECT_TRUE(place.restarted);
  EXPECT_EQ(bench.put({.sequence = 12, .timestamp = 1'920, .clock_hz = 48'000}).position, 40ms);
}

TEST(Timeline, AKeyPressTakesNumbersButNoTime) {
  Bench bench;
  bench.put(10, 0);
  for (std::uint16_t i = 1; i <= 8; ++i) {
    bench.put({.sequence = static_cast<std::uint16_t>(10 + i), .timestamp = 160, .timed = false});
  }
  const Place place = bench.put(19, 9 * 160);
  EXPECT_FALSE(place.restarted);
  EXPECT_EQ(place.position, 180ms);
  EXPECT_EQ(bench.missing(0, 9), 0);
}

TEST(Timeline, AStreamMayBeginWithAKeyPress) {
  Bench bench;
  bench.put({.sequence = 10, .timestamp = 160, .timed = false});
  const Place first = bench.put(11, 1'600);
  EXPECT_EQ(bench.put(12, 1'760).position - first.position, 20ms);
}

TEST(Timeline, SixHoursOfPacketsDoNotShiftByAMicrosecond) {
  Bench bench;
  constexpr std::int64_t kPackets = 50 * 60 * 60 * 6;
  Place place;
  for (std::int64_t i = 0; i <= kPackets; ++i) {
    place = bench.put({.sequence = static_cast<std::uint16_t>(i),
                       .timestamp = static_cast<std::uint32_t>(960 * i),
                       .clock_hz = 48'000});
  }
  EXPECT_EQ(place.index, kPackets);
  EXPECT_EQ(place.position, 6h);
}

}  // namespace
}  // namespace sidetone::audio
