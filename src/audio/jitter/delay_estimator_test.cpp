#include "audio/jitter/delay_estimator.h"

#include "audio/jitter/test_network.h"
#include "base/random.h"

#include <gtest/gtest.h>

namespace sidetone::audio {
namespace {

using namespace std::chrono_literals;
using namespace testing;

class Bench {
 public:
  Bench& hear(const NetworkConfig& network, Duration length) {
    const std::int64_t packets = length / network.packet_time;
    for (const Delivery& d : deliver(network, packets, random_)) {
      estimator_.add(start_ + network.packet_time * d.number,
                     d.arrival + (start_ - Duration::zero()));
    }
    start_ += length;
    return *this;
  }
  [[nodiscard]] double target_ms() const {
    return static_cast<double>(estimator_.target().count()) / 1'000;
  }
  DelayEstimator& estimator() { return estimator_; }

 private:
  SeededRandom random_{1};
  DelayEstimator estimator_{{.min = 20ms, .max = 200ms, .start = 40ms}};
  Duration start_{};
};

TEST(DelayEstimator, AssumesFortyMillisecondsOfAnUnknownNetwork) {
  EXPECT_EQ(Bench().target_ms(), 40);
  EXPECT_NEAR(Bench().hear({}, 100ms).target_ms(), 40, 5);
}

TEST(DelayEstimator, AnEvenNetworkNeedsTheLeast) {
  EXPECT_EQ(Bench().hear({}, 10s).target_ms(), 20);
}

TEST(DelayEstimator, AnUnevenNetworkNeedsItsUnevenness) {
  EXPECT_NEAR(Bench().hear({.jitter = 60ms}, 20s).target_ms(), 65, 8);
}

TEST(DelayEstimator, NeverWaitsLongerThanItMay) {
  EXPECT_EQ(Bench().hear({.jitter = 900ms}, 20s).target_ms(), 200);
}

TEST(DelayEstimator, LearnsWithinSecondsThatTheNetworkIsGoodAgain) {
  Bench bench;
  bench.hear({.jitter = 100ms}, 20s);
  ASSERT_GT(bench.target_ms(), 80);
  EXPECT_EQ(bench.hear({}, 8s).target_ms(), 20);
}

TEST(DelayEstimator, LearnsWithinASecondThatItBecameBad) {
  Bench bench;
  bench.hear({}, 20s);
  EXPECT_GT(bench.hear({.jitter = 100ms}, 1s).target_ms(), 60);
}

TEST(DelayEstimator, OneStallIsNotANetwork) {
  Bench bench;
  bench.hear({}, 20s);
  const Instant end = kNetworkStart + 20s + 30ms + 3s;
  for (int i = 0; i < 150; ++i) bench.estimator().add(20s + i * 20ms, end);
  EXPECT_EQ(bench.target_ms(), 20);
}

TEST(DelayEstimator, ALongerRouteIsTheNewNormal) {
  Bench bench;
  bench.hear({.latency = 30ms}, 20s).hear({.latency = 130ms}, 20s);
  EXPECT_EQ(bench.target_ms(), 20);
  // What counts as delay is what we add, not what the route takes.
  const Instant heard = kNetworkStart + 40s + 130ms + 25ms;
  EXPECT_NEAR(static_cast<double>(bench.estimator().delay_of(40s, heard).count()), 25'000, 5'000);
}

TEST(DelayEstimator, AShorterRouteIsNoticedAtOnce) {
  Bench bench;
  bench.hear({.latency = 130ms}, 20s).hear({.latency = 30ms}, 100ms);
  const Instant heard = kNetworkStart + 20s + 100ms + 30ms + 25ms;
  EXPECT_EQ(bench.estimator().delay_of(20s + 100ms, heard), 25ms);
}

TEST(DelayEstimator, ADriftingClockIsNoUnevenness) {
  EXPECT_LE(Bench().hear({.drift_ppm = 200}, 600s).target_ms(), 25);
  EXPECT_LE(Bench().hear({.drift_ppm = -200}, 600s).target_ms(), 25);
}

TEST(DelayEstimator, WaitsLongerWhileAskedTo) {
  Bench bench;
  bench.hear({}, 10s);
  bench.estimator().set_extra(20ms);
  EXPECT_EQ(bench.target_ms(), 40);
  bench.estimator().set_extra(0ms);
  EXPECT_EQ(bench.target_ms(), 20);
}

}  // namespace
}  // namespace sidetone::audio
