#pragma once

#include "audio/codec/codec.h"

#include <array>
#include <cstdint>
#include <memory>

struct OpusDecoder;
struct OpusEncoder;

namespace sidetone::audio {

/// Opus [RFC6716, RFC7587] by libopus, mono, at whichever of our rates is wanted: libopus decodes
/// to 8 kHz for a fifth of the price of 48. Stereo packets are mixed down.
class OpusPacketDecoder final : public Decoder {
 public:
  explicit OpusPacketDecoder(SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return rate_; }
  [[nodiscard]] Duration duration_of(Payload payload) const override;
  [[nodiscard]] bool begins_silence(Payload payload) const override;
  [[nodiscard]] Expected<std::size_t, DecodeError> decode(Payload payload,
                                                          std::span<std::int16_t> out) override;
  [[nodiscard]] bool decode_fec(Payload next, std::span<std::int16_t> out) override;
  /// The codec's own concealment.
  void conceal(std::span<std::int16_t> out) override;
  void reset() override;

 private:
  struct Free {
    void operator()(::OpusDecoder* state) const;
  };
  void conceal_whole(std::span<std::int16_t> out);
  std::size_t take_tail(std::span<std::int16_t> out);
  void join(std::span<std::int16_t> out);

  SampleRate rate_;
  std::unique_ptr<::OpusDecoder, Free> state_;
  /// Concealment that was made and not yet wanted, because libopus makes 10 ms at a time: the
  /// last `tail_size_`. It goes on under the packet that comes next.
  std::array<std::int16_t, kMaxFrameSamples / 2> tail_{};
  std::size_t tail_size_ = 0;
};

class OpusPacketEncoder final : public Encoder {
 public:
  OpusPacketEncoder(const OpusParameters& parameters, SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return rate_; }
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> pcm,
                                   std::span<std::uint8_t> payload) override;
  void expect_loss(int percent) override;
  void reset() override;

 private:
  struct Free {
    void operator()(::OpusEncoder* state) const;
  };
  void configure(const OpusParameters& parameters);

  SampleRate rate_;
  int bitrate_;      ///< Without redundancy.
  int max_bitrate_;  ///< The peer's wish.
  std::unique_ptr<::OpusEncoder, Free> state_;
  bool silent_ = false;  ///< The last packet said that silence begins.
};

/// Whether the packet carries a copy of the one before it (in-band FEC, "LBRR").
[[nodiscard]] bool opus_has_fec(Payload payload);

}  // namespace sidetone::audio
