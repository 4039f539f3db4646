#include "audio/resampler.h"

#include "base/assert.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace sidetone::audio {
namespace {

constexpr std::size_t kTapsPerPhase = 24;
constexpr int kFraction = 14;  // Bits of a tap behind the point.
constexpr std::int32_t kOne = 1 << kFraction;
constexpr double kKaiserBeta = 5.65;  // 60 dB stop band.

// A Kaiser-windowed sinc that cuts at half the lower rate, at the higher rate: ratio · 24 taps.
std::vector<double> prototype(std::size_t ratio) {
  const std::size_t count = kTapsPerPhase * ratio;
  const double middle = (static_cast<double>(count) - 1) / 2;
  const double window_peak = std::cyl_bessel_i(0, kKaiserBeta);
  std::vector<double> taps(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double at = static_cast<double>(i) - middle;
    const double x = std::numbers::pi * at / static_cast<double>(ratio);
    const double sinc = std::abs(x) < 1e-9 ? 1 : std::sin(x) / x;
    const double edge = at / (middle + 0.5);
    taps[i] = sinc * std::cyl_bessel_i(0, kKaiserBeta * std::sqrt(1 - edge * edge)) / window_peak;
  }
  return taps;
}

std::vector<std::int16_t> quantised(const std::vector<double>& taps) {
  double sum = 0;
  for (const double tap : taps) sum += tap;
  std::vector<std::int16_t> whole;
  whole.reserve(taps.size());
  for (const double tap : taps) {
    whole.push_back(static_cast<std::int16_t>(std::lround(kOne * tap / sum)));
  }
  return whole;
}

// To go up, each of `ratio` phases of the filter makes one sample; the last tap meets the oldest.
std::vector<std::int16_t> phases_of(const std::vector<double>& all) {
  const std::size_t ratio = all.size() / kTapsPerPhase;
  std::vector<std::int16_t> phases;
  for (std::size_t phase = 0; phase < ratio; ++phase) {
    std::vector<double> taps;
    for (std::size_t k = kTapsPerPhase; k-- > 0;) taps.push_back(all[k * ratio + phase]);
    const std::vector<std::int16_t> whole = quantised(taps);
    phases.insert(phases.end(), whole.begin(), whole.end());
  }
  return phases;
}

struct Filter {
  std::vector<std::int16_t> up;
  std::vector<std::int16_t> down;
};

Filter make_filter(std::size_t ratio) {
  const std::vector<double> taps = prototype(ratio);
  return {.up = phases_of(taps), .down = quantised(taps)};
}

// Built when a ratio is first asked for, then shared by all streams.
const Filter& filter(std::size_t ratio) {
  if (ratio == 2) {
    static const Filter kTwo = make_filter(2);
    return kTwo;
  }
  if (ratio == 3) {
    static const Filter kThree = make_filter(3);
    return kThree;
  }
  static const Filter kSix = make_filter(6);
  return kSix;
}

// The taps sum to one, their magnitudes to less than three: 32 bits do not overflow.
template <std::size_t kTaps>
std::int16_t convolve(const std::int16_t* taps, const std::int16_t* samples) {
  std::int32_t sum = kOne / 2;
  for (std::size_t i = 0; i < kTaps; ++i) sum += std::int32_t{taps[i]} * samples[i];
  return static_cast<std::int16_t>(std::clamp(sum >> kFraction, -32'768, 32'767));
}

template <std::size_t kRatio>
void interpolate(const std::int16_t* taps, std::span<const std::int16_t> line,
                 std::span<std::int16_t> out) {
  for (std::size_t i = 0; i < out.size() / kRatio; ++i) {
    for (std::size_t phase = 0; phase < kRatio; ++phase) {
      out[i * kRatio + phase] =
          convolve<kTapsPerPhase>(taps + phase * kTapsPerPhase, line.data() + i + 1);
    }
  }
}

template <std::size_t kRatio>
void decimate(const std::int16_t* taps, std::span<const std::int16_t> line,
              std::span<std::int16_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = convolve<kTapsPerPhase * kRatio>(taps, line.data() + i * kRatio + kRatio);
  }
}

}  // namespace

Resampler::Resampler(Rates rates) : rates_(rates) {
  const int high = std::max(hz(rates.from), hz(rates.to));
  ratio_ = static_cast<std::size_t>(high / std::min(hz(rates.from), hz(rates.to)));
  if (ratio_ == 1) return;
  const bool up = hz(rates.to) == high;
  taps_ = up ? filter(ratio_).up : filter(ratio_).down;
  history_ = up ? kTapsPerPhase : kTapsPerPhase * ratio_;
  SIDETONE_ASSERT(history_ <= kMaxHistory);
}

void Resampler::process(std::span<const std::int16_t> in, std::span<std::int16_t> out) {
  if (ratio_ == 1) {
    SIDETONE_ASSERT(in.size() == out.size());
    std::ranges::copy(in, out.begin());
    return;
  }
  const bool up = hz(rates_.to) > hz(rates_.from);
  SIDETONE_ASSERT(up ? in.size() * ratio_ == out.size() : in.size() == out.size() * ratio_);
  while (!in.empty()) {
    const std::size_t block = std::min(in.size(), kBlock);
    const std::size_t made = up ? block * ratio_ : block / ratio_;
    process_block(in.first(block), out.first(made));
    in = in.subspan(block);
    out = out.subspan(made);
  }
}

void Resampler::process_block(std::span<const std::int16_t> in, std::span<std::int16_t> out) {
  std::ranges::copy(in, line_.begin() + static_cast<std::ptrdiff_t>(history_));
  const std::span<const std::int16_t> line = std::span(line_).first(history_ + in.size());
  const std::int16_t* taps = taps_.data();
  if (hz(rates_.to) > hz(rates_.from)) {
    if (ratio_ == 2) interpolate<2>(taps, line, out);
    if (ratio_ == 3) interpolate<3>(taps, line, out);
    if (ratio_ == 6) interpolate<6>(taps, line, out);
  } else {
    if (ratio_ == 2) decimate<2>(taps, line, out);
    if (ratio_ == 3) decimate<3>(taps, line, out);
    if (ratio_ == 6) decimate<6>(taps, line, out);
  }
  std::ranges::copy(line.last(history_), line_.begin());
}

void Resampler::process(const Frame& in, Frame& out) {
  SIDETONE_ASSERT(in.rate == rates_.from);
  out.rate = rates_.to;
  process(in.samples(), out.samples());
}

void Resampler::reset() {
  line_.fill(0);
}

}  // namespace sidetone::audio
