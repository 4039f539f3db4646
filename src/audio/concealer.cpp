#include "audio/concealer.h"

#include "audio/pitch.h"
#include "base/assert.h"

#include <algorithm>
#include <cmath>

namespace sidetone::audio {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kHistory = milliseconds(60);
constexpr Duration kShortestPeriod = microseconds(2'500);
constexpr Duration kLongestPeriod = milliseconds(15);
constexpr Duration kSearch = milliseconds(30);
constexpr Duration kFadeFrom = milliseconds(20);
constexpr Duration kFadeTo = milliseconds(80);
constexpr Duration kJoin = milliseconds(5);
// Below this, what was heard has no pitch, and a short loop of it would buzz.
constexpr float kVoiced = 0.5F;

std::int16_t to_sample(float value) {
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32'768.0F, 32'767.0F)));
}

}  // namespace

Concealer::Concealer(SampleRate rate)
    : rate_(rate),
      history_size_(samples_in(rate, kHistory)),
      fade_from_(samples_in(rate, kFadeFrom)),
      fade_to_(samples_in(rate, kFadeTo)),
      join_(samples_in(rate, kJoin)) {
  SIDETONE_ASSERT(history_size_ <= kMaxHistory);
}

void Concealer::reset() {
  history_.fill(0);
  concealed_ = 0;
}

void Concealer::heard(std::span<std::int16_t> samples) {
  if (concealed_ > 0) join(samples);
  concealed_ = 0;
  remember(samples);
}

// What was invented goes on under the first milliseconds of what arrived, and makes way for it.
void Concealer::join(std::span<std::int16_t> samples) {
  const std::size_t length = std::min(samples.size(), join_);
  for (std::size_t i = 0; i < length; ++i) {
    const float in = static_cast<float>(i + 1) / static_cast<float>(length + 1);
    samples[i] = to_sample(in * static_cast<float>(samples[i]) + (1.0F - in) * next_sample());
  }
}

void Concealer::conceal(std::span<std::int16_t> samples) {
  if (concealed_ == 0) begin_gap();
  for (std::int16_t& sample : samples) sample = to_sample(next_sample());
  // The next gap goes on from what was played, not from what should have been.
  remember(samples);
}

// The loop is the last two pitch periods; it is entered at the later one, so that the first
// sounds like what was just heard and the second keeps it from buzzing.
void Concealer::begin_gap() {
  const std::span<const std::int16_t> past = this->past();
  const PeriodRange range{.shortest = samples_in(rate_, kShortestPeriod),
                          .longest = samples_in(rate_, kLongestPeriod)};
  Period period = find_period(rate_, past.last(samples_in(rate_, kSearch)), range);
  if (period.likeness < kVoiced) period.samples = range.longest;
  cycle_size_ = 2 * period.samples;
  cycle_at_ = period.samples;
  const std::size_t start = history_size_ - cycle_size_;
  std::ranges::copy(past.subspan(start), cycle_.begin());
  // The end of the loop leads into its beginning: its last quarter period becomes what stood
  // before the beginning.
  const std::size_t seam = period.samples / 4;
  for (std::size_t i = 0; i < seam; ++i) {
    const float in = static_cast<float>(i + 1) / static_cast<float>(seam);
    std::int16_t& sample = cycle_[cycle_size_ - seam + i];
    sample = to_sample(in * static_cast<float>(past[start - seam + i]) +
                       (1.0F - in) * static_cast<float>(sample));
  }
  // One period before the last sample heard may have been a little off: begin where it ended.
  step_ = static_cast<float>(past.back() - past[history_size_ - period.samples - 1]);
}

float Concealer::next_sample() {
  if (concealed_ >= fade_to_) return 0;
  float value = cycle_[cycle_at_];
  if (concealed_ < join_) {
    value += step_ * (1.0F - static_cast<float>(concealed_) / static_cast<float>(join_));
  }
  const float gain = concealed_ < fade_from_ ? 1.0F
                                             : static_cast<float>(fade_to_ - concealed_) /
                                                   static_cast<float>(fade_to_ - fade_from_);
  cycle_at_ = cycle_at_ + 1 == cycle_size_ ? 0 : cycle_at_ + 1;
  ++concealed_;
  return value * gain;
}

void Concealer::remember(std::span<const std::int16_t> samples) {
  const std::span<std::int16_t> history = std::span(history_).first(history_size_);
  const std::size_t fresh = std::min(samples.size(), history_size_);
  std::ranges::copy(history.subspan(fresh), history.begin());
  std::ranges::copy(samples.last(fresh), history.end() - static_cast<std::ptrdiff_t>(fresh));
}

}  // namespace sidetone::audio
