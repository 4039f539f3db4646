#include "audio/codec/codec.h"

#include "audio/codec/g711.h"
#include "audio/codec/g722.h"
#include "audio/codec/opus.h"
#include "audio/codec/resampling.h"

#include <algorithm>
#include <utility>

namespace sidetone::audio {
namespace {

std::unique_ptr<Decoder> native_decoder(CodecKind kind, SampleRate wanted) {
  switch (kind) {
    case CodecKind::kOpus:
      return std::make_unique<OpusPacketDecoder>(wanted);
    case CodecKind::kG722:
      return std::make_unique<G722Decoder>(std::min(wanted, SampleRate::k16kHz));
    case CodecKind::kPcmu:
    case CodecKind::kPcma:
      return std::make_unique<G711Decoder>(kind);
  }
  std::unreachable();
}

std::unique_ptr<Encoder> native_encoder(const CodecSpec& spec, SampleRate wanted) {
  switch (spec.kind) {
    case CodecKind::kOpus:
      return std::make_unique<OpusPacketEncoder>(spec.opus, wanted);
    case CodecKind::kG722:
      return std::make_unique<G722Encoder>(std::min(wanted, SampleRate::k16kHz));
    case CodecKind::kPcmu:
    case CodecKind::kPcma:
      return std::make_unique<G711Encoder>(spec.kind);
  }
  std::unreachable();
}

// More than this would be work for nothing: the codec, or its far end, cannot carry it.
SampleRate useful_rate(const CodecSpec& spec) {
  switch (spec.kind) {
    case CodecKind::kOpus:
      if (spec.opus.max_playback_rate <= 8'000) return SampleRate::k8kHz;
      return spec.opus.max_playback_rate <= 16'000 ? SampleRate::k16kHz : SampleRate::k48kHz;
    case CodecKind::kG722:
      return SampleRate::k16kHz;
    case CodecKind::kPcmu:
    case CodecKind::kPcma:
      return SampleRate::k8kHz;
  }
  std::unreachable();
}

}  // namespace

int rtp_clock_hz(CodecKind kind) {
  return kind == CodecKind::kOpus ? 48'000 : 8'000;
}

SampleRate cheapest_common_rate(std::span<const CodecSpec> codecs) {
  SampleRate rate = SampleRate::k48kHz;
  for (const CodecSpec& spec : codecs) rate = std::min(rate, useful_rate(spec));
  return rate;
}

std::unique_ptr<Decoder> make_decoder(const CodecSpec& spec, SampleRate rate) {
  std::unique_ptr<Decoder> decoder = native_decoder(spec.kind, rate);
  if (decoder->sample_rate() == rate) return decoder;
  return std::make_unique<ResamplingDecoder>(std::move(decoder), rate);
}

std::unique_ptr<Encoder> make_encoder(const CodecSpec& spec, SampleRate rate) {
  std::unique_ptr<Encoder> encoder = native_encoder(spec, rate);
  if (encoder->sample_rate() == rate) return encoder;
  return std::make_unique<ResamplingEncoder>(std::move(encoder), rate);
}

}  // namespace sidetone::audio
