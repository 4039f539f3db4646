#include "audio/codec/g722.h"

#include "audio/codec/g711.h"
#include "base/assert.h"

#define SPANDSP_EXPOSE_INTERNAL_STRUCTURES
#include <algorithm>
#include <array>
#include <cstdlib>
#include <spandsp.h>

namespace sidetone::audio {
namespace {

constexpr int kBitRate = 64'000;
constexpr int kUnderstood = 1'000;   // A rise by so much is no overshoot.
constexpr std::size_t kPart = 320;   // Samples that are re-encoded at a time.
constexpr std::size_t kLeadIn = 32;  // Samples played last, that the shadow hears first.

int options(SampleRate rate) {
  SIDETONE_ASSERT(rate != SampleRate::k48kHz);
  return rate == SampleRate::k8kHz ? G722_SAMPLE_RATE_8000 : 0;
}

int peak(std::span<const std::int16_t> samples) {
  int loudest = 0;
  for (const std::int16_t sample : samples) loudest = std::max(loudest, std::abs(int{sample}));
  return loudest;
}

}  // namespace

void FreeG722::operator()(g722_decode_state_s* state) const {
  g722_decode_free(state);
}
void FreeG722::operator()(g722_encode_state_s* state) const {
  g722_encode_free(state);
}

G722Decoder::G722Decoder(SampleRate rate)
    : rate_(rate),
      state_(g722_decode_init(nullptr, kBitRate, options(rate))),
      shadow_(g722_encode_init(nullptr, kBitRate, options(rate))),
      concealer_(rate) {
  SIDETONE_ASSERT(state_ != nullptr && shadow_ != nullptr);
}

Duration G722Decoder::duration_of(Payload payload) const {
  return duration_at_64_kbit(payload);
}

Expected<std::size_t, DecodeError> G722Decoder::decode(Payload payload,
                                                       std::span<std::int16_t> out) {
  const Duration duration = duration_of(payload);
  if (duration == Duration::zero()) return unexpected(DecodeError::kMalformed);
  const std::span<std::int16_t> samples = out.first(samples_in(rate_, duration));
  const int written =
      g722_decode(state_.get(), samples.data(), payload.data(), static_cast<int>(payload.size()));
  SIDETONE_ASSERT(static_cast<std::size_t>(written) == samples.size());
  if (in_gap_) calm(samples);
  in_gap_ = false;
  loudest_ = peak(samples);
  concealer_.heard(samples);
  return samples.size();
}

// Even so, now and then the first packet after a gap overshoots. Nobody raises their voice that
// much within 20 ms.
void G722Decoder::calm(std::span<std::int16_t> samples) const {
  const int limit = std::min(loudest_ + loudest_ / 2 + kUnderstood, 32'767);
  for (std::int16_t& sample : samples) {
    sample = static_cast<std::int16_t>(std::clamp(int{sample}, -limit, limit));
  }
}

// G.722 is adaptive: a decoder that misses a packet keeps predicting from before the gap, and
// what comes after it explodes. So it is fed what an encoder would have sent for the sound that
// was invented.
void G722Decoder::conceal(std::span<std::int16_t> out) {
  if (!in_gap_) begin_gap();
  concealer_.conceal(out);
  for (std::span<const std::int16_t> rest = out; !rest.empty();) {
    const std::span<const std::int16_t> part = rest.first(std::min(rest.size(), kPart));
    pretend(part);
    rest = rest.subspan(part.size());
  }
}

void G722Decoder::begin_gap() {
  in_gap_ = true;
  g722_encode_init(shadow_.get(), kBitRate, options(rate_));
  std::array<std::uint8_t, kPart> payload;
  const std::span<const std::int16_t> recent = concealer_.past().last(kLeadIn);
  g722_encode(shadow_.get(), payload.data(), recent.data(), static_cast<int>(recent.size()));
  std::ranges::copy(state_->band, shadow_->band);
}

void G722Decoder::pretend(std::span<const std::int16_t> played) {
  std::array<std::uint8_t, kPart> payload;
  std::array<std::int16_t, kPart> unheard;
  const int bytes =
      g722_encode(shadow_.get(), payload.data(), played.data(), static_cast<int>(played.size()));
  g722_decode(state_.get(), unheard.data(), payload.data(), bytes);
}

void G722Decoder::reset() {
  g722_decode_init(state_.get(), kBitRate, options(rate_));
  in_gap_ = false;
  loudest_ = 0;
  concealer_.reset();
}

G722Encoder::G722Encoder(SampleRate rate)
    : rate_(rate), state_(g722_encode_init(nullptr, kBitRate, options(rate))) {
  SIDETONE_ASSERT(state_ != nullptr);
}

std::size_t G722Encoder::encode(std::span<const std::int16_t> pcm,
                                std::span<std::uint8_t> payload) {
  SIDETONE_ASSERT(time_of(rate_, pcm.size()) <= kMaxPacketTime);
  SIDETONE_ASSERT(payload.size() >= kMaxPayloadBytes);
  return static_cast<std::size_t>(
      g722_encode(state_.get(), payload.data(), pcm.data(), static_cast<int>(pcm.size())));
}

void G722Encoder::reset() {
  g722_encode_init(state_.get(), kBitRate, options(rate_));
}

}  // namespace sidetone::audio
