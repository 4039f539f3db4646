#pragma once

#include "base/random.h"
#include "base/time.h"

#include <algorithm>
#include <cstdint>
#include <vector>

/// A network that loses, delays, doubles and reorders, the same way for the same seed.
namespace sidetone::audio::testing {

struct NetworkConfig {
  Duration packet_time = std::chrono::milliseconds(20);
  Duration latency = std::chrono::milliseconds(30);
  Duration jitter{};  ///< Each packet is up to so much later, evenly distributed.
  int loss_percent = 0;
  int duplicate_percent = 0;
  int drift_ppm = 0;  ///< By how much the sender's clock is slow (negative: fast).
};

struct Delivery {
  std::int64_t number = 0;  ///< Of the packet, from 0.
  Instant arrival{};
};

inline constexpr Instant kNetworkStart{std::chrono::hours(1)};

/// What arrives of `packets` sent from `kNetworkStart` on, in order of arrival.
inline std::vector<Delivery> deliver(const NetworkConfig& network, std::int64_t packets,
                                     Random& random) {
  std::vector<Delivery> arrivals;
  const auto chance = [&random](int percent) {
    return static_cast<int>(random.below(100)) < percent;
  };
  const auto travel = [&] {
    const auto spread = static_cast<std::uint32_t>(network.jitter.count());
    return network.latency + Duration(spread == 0 ? 0 : random.below(spread));
  };
  for (std::int64_t number = 0; number < packets; ++number) {
    Duration sent = network.packet_time * number;
    sent += sent * network.drift_ppm / 1'000'000;
    if (chance(network.loss_percent)) continue;
    arrivals.push_back({.number = number, .arrival = kNetworkStart + sent + travel()});
    if (!chance(network.duplicate_percent)) continue;
    arrivals.push_back({.number = number, .arrival = kNetworkStart + sent + travel()});
  }
  std::ranges::stable_sort(arrivals, {}, &Delivery::arrival);
  return arrivals;
}

}  // namespace sidetone::audio::testing
