#pragma once

#include "audio/codec/codec.h"
#include "audio/resampler.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace sidetone::audio {

/// A decoder brought to a higher rate: for a narrowband leg in a wideband conference.
class ResamplingDecoder final : public Decoder {
 public:
  ResamplingDecoder(std::unique_ptr<Decoder> inner, SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return resampler_.rates().to; }
  [[nodiscard]] Duration duration_of(Payload payload) const override;
  [[nodiscard]] bool begins_silence(Payload payload) const override;
  [[nodiscard]] Expected<std::size_t, DecodeError> decode(Payload payload,
                                                          std::span<std::int16_t> out) override;
  [[nodiscard]] bool decode_fec(Payload next, std::span<std::int16_t> out) override;
  void conceal(std::span<std::int16_t> out) override;
  void reset() override;

 private:
  [[nodiscard]] std::span<std::int16_t> inner_room(std::size_t out_samples);

  std::unique_ptr<Decoder> inner_;
  Resampler resampler_;
  std::vector<std::int16_t> native_;
};

/// An encoder fed at a higher rate than its own.
class ResamplingEncoder final : public Encoder {
 public:
  ResamplingEncoder(std::unique_ptr<Encoder> inner, SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return resampler_.rates().from; }
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> pcm,
                                   std::span<std::uint8_t> payload) override;
  void expect_loss(int percent) override { inner_->expect_loss(percent); }
  void reset() override;

 private:
  std::unique_ptr<Encoder> inner_;
  Resampler resampler_;
  std::vector<std::int16_t> native_;
};

}  // namespace sidetone::audio
