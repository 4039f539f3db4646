#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace sidetone::rtc {

/// Remembers which packet indices were seen, for the last kSize before the highest.
/// [RFC3711 §3.3.2]
class ReplayWindow {
 public:
  static constexpr std::uint64_t kSize = 128;
  enum class Verdict : std::uint8_t { kFresh, kSeen, kTooOld };

  ReplayWindow() = default;
  /// Everything up to `highest` counts as seen: after a restart nothing may come twice.
  explicit ReplayWindow(std::uint64_t highest) : highest_(highest) { seen_.fill(~0ULL); }

  [[nodiscard]] Verdict check(std::uint64_t index) const;
  /// Only for a `kFresh` index of an authentic packet: a forged one must not move the window.
  void mark(std::uint64_t index);
  [[nodiscard]] std::optional<std::uint64_t> highest() const { return highest_; }

 private:
  void advance(std::uint64_t by);

  std::optional<std::uint64_t> highest_;
  std::array<std::uint64_t, kSize / 64> seen_{};  // Bit n: index highest − n was seen.
};

}  // namespace sidetone::rtc
