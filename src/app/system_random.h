#pragma once

#include "base/random.h"

#include <array>
#include <cstdint>

namespace sidetone::app {

/// OpenSSL's generator, a kilobyte ahead: most draws then cost a copy. One for each thread.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::array<std::uint8_t, 1024> ahead_{};
  std::size_t used_ = 1024;
};

}  // namespace sidetone::app
