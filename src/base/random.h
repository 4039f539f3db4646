#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace sidetone {

/// Where tags, branches, SSRCs, keys and passwords come from. The edge hands in the operating
/// system's generator; tests hand in `SeededRandom`, so that each run is the same.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  [[nodiscard]] std::uint32_t u32();
  [[nodiscard]] std::uint64_t u64();
  /// Uniform in [0, bound); `bound` > 0.
  [[nodiscard]] std::uint32_t below(std::uint32_t bound);
  /// `length` characters of [A-Za-z0-9]: about 5.95 bits each; safe in every SIP and SDP token.
  [[nodiscard]] std::string token(std::size_t length);
};

/// Repeatable; for tests and simulation only (xoshiro256**).
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed);
  void fill(std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t next();
  std::uint64_t state_[4];
};

}  // namespace sidetone
