#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sidetone::bench {

/// How long packets or calls took, by the microsecond; beyond a second all count as a second.
class Delays {
 public:
  void add(std::int64_t nanoseconds) {
    const auto last = static_cast<std::int64_t>(counts_.size()) - 1;
    ++counts_[static_cast<std::size_t>(std::clamp<std::int64_t>(nanoseconds / 1'000, 0, last))];
    ++count_;
  }
  /// Microseconds that `share` (0..1) of all did not exceed; 0 when there are none.
  [[nodiscard]] std::int64_t quantile_us(double share) const {
    const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(count_));
    std::uint64_t seen = 0;
    for (std::size_t us = 0; us < counts_.size(); ++us) {
      seen += counts_[us];
      if (seen > wanted || (seen == count_ && seen > 0)) return static_cast<std::int64_t>(us);
    }
    return 0;
  }

 private:
  std::vector<std::uint32_t> counts_ = std::vector<std::uint32_t>(1'000'001);
  std::uint64_t count_ = 0;
};

}  // namespace sidetone::bench
