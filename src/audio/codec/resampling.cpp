#include "audio/codec/resampling.h"

#include "base/assert.h"

#include <utility>

namespace sidetone::audio {

ResamplingDecoder::ResamplingDecoder(std::unique_ptr<Decoder> inner, SampleRate rate)
    : inner_(std::move(inner)),
      resampler_({.from = inner_->sample_rate(), .to = rate}),
      native_(samples_in(inner_->sample_rate(), kMaxPacketTime)) {
  SIDETONE_ASSERT(hz(rate) > hz(inner_->sample_rate()));
}

Duration ResamplingDecoder::duration_of(Payload payload) const {
  return inner_->duration_of(payload);
}

bool ResamplingDecoder::begins_silence(Payload payload) const {
  return inner_->begins_silence(payload);
}

std::span<std::int16_t> ResamplingDecoder::inner_room(std::size_t out_samples) {
  const auto ratio = static_cast<std::size_t>(hz(sample_rate()) / hz(inner_->sample_rate()));
  SIDETONE_ASSERT(out_samples % ratio == 0);
  return std::span(native_).first(out_samples / ratio);
}

Expected<std::size_t, DecodeError> ResamplingDecoder::decode(Payload payload,
                                                             std::span<std::int16_t> out) {
  const auto decoded = inner_->decode(payload, native_);
  if (!decoded) return unexpected(decoded.error());
  const std::size_t samples = samples_in(sample_rate(), time_of(inner_->sample_rate(), *decoded));
  resampler_.process(std::span(native_).first(*decoded), out.first(samples));
  return samples;
}

bool ResamplingDecoder::decode_fec(Payload next, std::span<std::int16_t> out) {
  const std::span<std::int16_t> room = inner_room(out.size());
  if (!inner_->decode_fec(next, room)) return false;
  resampler_.process(room, out);
  return true;
}

void ResamplingDecoder::conceal(std::span<std::int16_t> out) {
  const std::span<std::int16_t> room = inner_room(out.size());
  inner_->conceal(room);
  resampler_.process(room, out);
}

void ResamplingDecoder::reset() {
  inner_->reset();
  resampler_.reset();
}

ResamplingEncoder::ResamplingEncoder(std::unique_ptr<Encoder> inner, SampleRate rate)
    : inner_(std::move(inner)),
      resampler_({.from = rate, .to = inner_->sample_rate()}),
      native_(samples_in(inner_->sample_rate(), kMaxPacketTime)) {
  SIDETONE_ASSERT(hz(rate) > hz(inner_->sample_rate()));
}

std::size_t ResamplingEncoder::encode(std::span<const std::int16_t> pcm,
                                      std::span<std::uint8_t> payload) {
  const std::size_t samples = samples_in(inner_->sample_rate(), time_of(sample_rate(), pcm.size()));
  const std::span<std::int16_t> room = std::span(native_).first(samples);
  resampler_.process(pcm, room);
  return inner_->encode(room, payload);
}

void ResamplingEncoder::reset() {
  inner_->reset();
  resampler_.reset();
}

}  // namespace sidetone::audio
