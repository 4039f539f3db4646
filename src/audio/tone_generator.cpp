#include "audio/tone_generator.h"

#include "base/assert.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sidetone::audio {
namespace {

using std::chrono::milliseconds;

constexpr Duration kRamp = milliseconds(4);

Tone cadence(const ToneStep& step) {
  return {.steps = {step}, .step_count = 1};
}

}  // namespace

Tone ringback_tone(ToneStyle style) {
  if (style == ToneStyle::kUnitedStates) {
    return cadence(
        {.low_hz = 440, .high_hz = 480, .on = milliseconds(2'000), .off = milliseconds(4'000)});
  }
  return cadence({.low_hz = 425, .on = milliseconds(1'000), .off = milliseconds(4'000)});
}

Tone busy_tone(ToneStyle style) {
  if (style == ToneStyle::kUnitedStates) {
    return cadence(
        {.low_hz = 480, .high_hz = 620, .on = milliseconds(500), .off = milliseconds(500)});
  }
  return cadence({.low_hz = 425, .on = milliseconds(500), .off = milliseconds(500)});
}

Tone congestion_tone(ToneStyle style) {
  Tone tone = busy_tone(style);
  tone.steps[0].on = milliseconds(250);
  tone.steps[0].off = milliseconds(250);
  return tone;
}

// The special information tone of ITU-T E.180.
Tone error_tone() {
  return {.steps = {ToneStep{.low_hz = 950, .on = milliseconds(330)},
                    ToneStep{.low_hz = 1'400, .on = milliseconds(330)},
                    ToneStep{.low_hz = 1'800, .on = milliseconds(330), .off = milliseconds(1'000)}},
          .step_count = 3};
}

Tone beep_tone() {
  return {
      .steps = {ToneStep{.low_hz = 1'000, .on = milliseconds(400)}}, .step_count = 1, .repeats = 1};
}

void ToneGenerator::Oscillator::tune(double frequency_hz, SampleRate rate) {
  const double angle = 2 * std::numbers::pi * frequency_hz / hz(rate);
  sine = 0;
  cosine = 1;
  step_sine = std::sin(angle);
  step_cosine = std::cos(angle);
}

double ToneGenerator::Oscillator::next() {
  const double now = sine;
  sine = now * step_cosine + cosine * step_sine;
  cosine = cosine * step_cosine - now * step_sine;
  return now;
}

ToneGenerator::ToneGenerator(const Tone& tone, SampleRate rate)
    : tone_(tone),
      rate_(rate),
      amplitude_(32'767 * std::numbers::sqrt2 * std::pow(10, tone.level_dbov / 20)),
      ramp_samples_(samples_in(rate, kRamp)) {
  SIDETONE_ASSERT(tone.step_count > 0 && tone.step_count <= Tone::kMaxSteps);
  enter_step(0);
}

bool ToneGenerator::finished() const {
  return tone_.repeats > 0 && round_ >= tone_.repeats;
}

void ToneGenerator::enter_step(std::size_t step) {
  const ToneStep& entered = tone_.steps[step];
  step_ = step;
  at_ = 0;
  on_samples_ = samples_in(rate_, entered.on);
  step_samples_ = on_samples_ + samples_in(rate_, entered.off);
  SIDETONE_ASSERT(step_samples_ > 0);
  low_.tune(entered.low_hz, rate_);
  high_.tune(entered.high_hz, rate_);
}

double ToneGenerator::envelope() const {
  const std::size_t edge = std::min(at_, on_samples_ - at_);
  return edge >= ramp_samples_ ? 1 : static_cast<double>(edge) / static_cast<double>(ramp_samples_);
}

std::int16_t ToneGenerator::next_sample() {
  if (finished()) return 0;
  double value = 0;
  if (at_ < on_samples_) value = amplitude_ * envelope() * (low_.next() + high_.next());
  if (++at_ == step_samples_) {
    const bool last = step_ + 1 == tone_.step_count;
    if (last && tone_.repeats > 0) ++round_;
    enter_step(last ? 0 : step_ + 1);
  }
  return static_cast<std::int16_t>(std::lround(std::clamp(value, -32'768.0, 32'767.0)));
}

void ToneGenerator::next_frame(Frame& out) {
  out.rate = rate_;
  for (std::int16_t& sample : out.samples()) sample = next_sample();
}

}  // namespace sidetone::audio
