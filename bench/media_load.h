#pragma once

#include "media_end.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sidetone::bench {

/// Lets all ends talk for a while, each 50 packets a second, their turns spread evenly over the
/// 20 ms, and says what came of it.
class MediaLoad {
 public:
  explicit MediaLoad(std::vector<MediaEnd> ends) : ends_(std::move(ends)) {}

  struct Result {
    std::uint64_t sent = 0;
    Verdicts verdicts;
    std::uint64_t late_turns = 0;  ///< The generator itself was more than 5 ms behind.
    std::int64_t delay_p50_us = 0;
    std::int64_t delay_p99_us = 0;

    [[nodiscard]] std::string to_json() const;
  };
  /// `meanwhile` runs every 20 ms.
  [[nodiscard]] Result run(double seconds, const std::function<void()>& meanwhile);

 private:
  [[nodiscard]] Result totals() const;

  std::vector<MediaEnd> ends_;
};

}  // namespace sidetone::bench
