#pragma once

#include "audio/codec/codec.h"
#include "audio/concealer.h"

#include <cstdint>
#include <memory>

struct g722_encode_state_s;
struct g722_decode_state_s;

namespace sidetone::audio {

/// How spandsp wants its states back.
struct FreeG722 {
  void operator()(g722_decode_state_s* state) const;
  void operator()(g722_encode_state_s* state) const;
};

/// G.722 at 64 kbit/s [RFC3551 §4.5.2], from spandsp: one byte per 125 µs. At 16 kHz the whole
/// band; at 8 kHz only the lower sub-band is decoded, which is the cheap way to a G.711 leg.
class G722Decoder final : public Decoder {
 public:
  /// `rate` is 8 or 16 kHz.
  explicit G722Decoder(SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return rate_; }
  [[nodiscard]] Duration duration_of(Payload payload) const override;
  [[nodiscard]] bool begins_silence(Payload) const override { return false; }
  [[nodiscard]] Expected<std::size_t, DecodeError> decode(Payload payload,
                                                          std::span<std::int16_t> out) override;
  [[nodiscard]] bool decode_fec(Payload, std::span<std::int16_t>) override { return false; }
  void conceal(std::span<std::int16_t> out) override;
  void reset() override;

 private:
  void begin_gap();
  void pretend(std::span<const std::int16_t> played);
  void calm(std::span<std::int16_t> samples) const;

  SampleRate rate_;
  std::unique_ptr<g722_decode_state_s, FreeG722> state_;
  std::unique_ptr<g722_encode_state_s, FreeG722> shadow_;  ///< Says what would have been sent.
  int loudest_ = 0;                                        ///< Of the last packet.
  bool in_gap_ = false;
  Concealer concealer_;
};

class G722Encoder final : public Encoder {
 public:
  /// `rate` is 8 or 16 kHz; at 8 kHz the upper sub-band is sent as silence.
  explicit G722Encoder(SampleRate rate);

  [[nodiscard]] SampleRate sample_rate() const override { return rate_; }
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> pcm,
                                   std::span<std::uint8_t> payload) override;
  void expect_loss(int) override {}
  void reset() override;

 private:
  SampleRate rate_;
  std::unique_ptr<g722_encode_state_s, FreeG722> state_;
};

}  // namespace sidetone::audio
