#pragma once

#include "audio/frame.h"

#include <array>
#include <cstdint>
#include <span>

namespace sidetone::audio {

/// Changes the rate of one stream of sound between 8, 16 and 48 kHz by a linear-phase polyphase
/// filter: to and from 8 kHz the telephone band up to 3.4 kHz passes flat and what would fold back
/// into it is 60 dB down (to and from 16 kHz: 6.8 kHz). Adds 12 samples of the lower rate, 1.5 ms
/// at 8 kHz. Keeps the filter's history
/// between calls; allocates nothing.
class Resampler {
 public:
  struct Rates {
    SampleRate from;
    SampleRate to;
  };
  explicit Resampler(Rates rates);

  /// `out` must hold in.size() · to / from samples exactly; in.size() is a multiple of
  /// from / to where that is more than one. Equal rates: a copy.
  void process(std::span<const std::int16_t> in, std::span<std::int16_t> out);
  void process(const Frame& in, Frame& out);
  void reset();
  [[nodiscard]] Rates rates() const { return rates_; }

 private:
  static constexpr std::size_t kMaxHistory = 160;
  static constexpr std::size_t kBlock = 960;

  void process_block(std::span<const std::int16_t> in, std::span<std::int16_t> out);

  Rates rates_;
  std::span<const std::int16_t> taps_;  ///< Phase after phase; built once per ratio.
  std::size_t ratio_ = 1;
  std::size_t history_ = 0;  ///< Samples of the past that stand first in `line_`.
  std::array<std::int16_t, kMaxHistory + kBlock> line_{};
};

}  // namespace sidetone::audio
