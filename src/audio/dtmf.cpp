#include "audio/dtmf.h"

#include "base/assert.h"

#include <algorithm>
#include <spandsp.h>
#include <string_view>

namespace sidetone::audio {
namespace {

constexpr std::string_view kKeys = "123A456B789C*0#D";
constexpr std::array<double, 4> kLow{697, 770, 852, 941};
constexpr std::array<double, 4> kHigh{1'209, 1'336, 1'477, 1'633};

}  // namespace

std::optional<DtmfFrequencies> dtmf_frequencies(char digit) {
  const std::size_t at = kKeys.find(digit);
  if (at == std::string_view::npos) return std::nullopt;
  return DtmfFrequencies{.low_hz = kLow[at / 4], .high_hz = kHigh[at % 4]};
}

void DtmfDetector::Free::operator()(dtmf_rx_state_s* state) const {
  dtmf_rx_free(state);
}

DtmfDetector::DtmfDetector(SampleRate rate)
    : resampler_({.from = rate, .to = SampleRate::k8kHz}),
      state_(dtmf_rx_init(nullptr, nullptr, nullptr)) {
  SIDETONE_ASSERT(state_ != nullptr);
}

void DtmfDetector::handle_frame(const Frame& frame) {
  Frame narrow;
  resampler_.process(frame, narrow);
  const std::span<const std::int16_t> samples = narrow.samples();
  dtmf_rx(state_.get(), samples.data(), static_cast<int>(samples.size()));
}

std::optional<char> DtmfDetector::poll() {
  char digits[2] = {};
  if (dtmf_rx_get(state_.get(), digits, 1) == 0) return std::nullopt;
  return digits[0];
}

bool DtmfDetector::sounding() const {
  return dtmf_rx_status(state_.get()) != 0;
}

DtmfGenerator::DtmfGenerator(SampleRate rate) : rate_(rate) {}

bool DtmfGenerator::press(std::string_view digits, Duration tone) {
  if (digits.size() > kMaxDigits - waiting_size_) return false;
  if (!std::ranges::all_of(digits, [](char d) { return dtmf_frequencies(d).has_value(); })) {
    return false;
  }
  for (const char digit : digits) {
    waiting_[(waiting_at_ + waiting_size_++) % kMaxDigits] = {.digit = digit, .tone = tone};
  }
  return true;
}

void DtmfGenerator::start_next() {
  generator_.reset();
  if (waiting_size_ == 0) return;
  const Key key = waiting_[waiting_at_];
  waiting_at_ = (waiting_at_ + 1) % kMaxDigits;
  --waiting_size_;
  const DtmfFrequencies tone = dtmf_frequencies(key.digit).value_or(DtmfFrequencies{});
  const ToneStep press{
      .low_hz = tone.low_hz, .high_hz = tone.high_hz, .on = key.tone, .off = kPause};
  generator_.emplace(Tone{.steps = {press}, .step_count = 1, .repeats = 1, .level_dbov = -12},
                     rate_);
}

void DtmfGenerator::next_frame(Frame& out) {
  if (!generator_ || generator_->finished()) start_next();
  if (generator_) {
    generator_->next_frame(out);
    return;
  }
  out.rate = rate_;
  std::ranges::fill(out.samples(), std::int16_t{0});
}

}  // namespace sidetone::audio
