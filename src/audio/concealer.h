#pragma once

#include "audio/frame.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// Fills gaps in decoded speech from what was heard before, for codecs that cannot do it
/// themselves (G.711, G.722): repeats the last pitch periods, fades out from 20 to 80 ms, and
/// joins what follows without a click. After the idea of ITU-T G.711 Appendix I. 8 or 16 kHz.
class Concealer {
 public:
  explicit Concealer(SampleRate rate);

  /// Sound that arrived: remembered, and after a gap blended into place.
  void heard(std::span<std::int16_t> samples);
  /// Sound that did not arrive: fills `samples` with a plausible continuation.
  void conceal(std::span<std::int16_t> samples);
  void reset();
  /// The last 60 ms that were played, heard or invented.
  [[nodiscard]] std::span<const std::int16_t> past() const {
    return std::span(history_).first(history_size_);
  }

 private:
  static constexpr std::size_t kMaxHistory = 16'000 * 60 / 1'000;
  static constexpr std::size_t kMaxPeriod = 16'000 * 15 / 1'000;

  void begin_gap();
  void join(std::span<std::int16_t> samples);
  [[nodiscard]] float next_sample();
  void remember(std::span<const std::int16_t> samples);

  SampleRate rate_;
  std::size_t history_size_;
  std::size_t fade_from_;
  std::size_t fade_to_;
  std::size_t join_;
  std::array<std::int16_t, kMaxHistory> history_{};   ///< The last `history_size_` heard.
  std::array<std::int16_t, 2 * kMaxPeriod> cycle_{};  ///< What is repeated.
  std::size_t cycle_size_ = 0;
  std::size_t cycle_at_ = 0;
  float step_ = 0;             ///< From the loop to the last sample heard.
  std::size_t concealed_ = 0;  ///< Samples invented since the last one heard.
};

}  // namespace sidetone::audio
