#pragma once

#include "audio/codec/codec.h"
#include "audio/concealer.h"

#include <cstdint>

namespace sidetone::audio {

/// One sample each way [ITU-T G.711]. Total: every input has an output.
[[nodiscard]] std::uint8_t linear_to_ulaw(std::int16_t sample);
[[nodiscard]] std::int16_t ulaw_to_linear(std::uint8_t code);
[[nodiscard]] std::uint8_t linear_to_alaw(std::int16_t sample);
[[nodiscard]] std::int16_t alaw_to_linear(std::uint8_t code);

/// PCMU and PCMA [RFC3551 §4.5.14]: one byte a sample at 8 kHz.
class G711Decoder final : public Decoder {
 public:
  explicit G711Decoder(CodecKind law);

  [[nodiscard]] SampleRate sample_rate() const override { return SampleRate::k8kHz; }
  [[nodiscard]] Duration duration_of(Payload payload) const override;
  [[nodiscard]] bool begins_silence(Payload) const override { return false; }
  [[nodiscard]] Expected<std::size_t, DecodeError> decode(Payload payload,
                                                          std::span<std::int16_t> out) override;
  [[nodiscard]] bool decode_fec(Payload, std::span<std::int16_t>) override { return false; }
  void conceal(std::span<std::int16_t> out) override { concealer_.conceal(out); }
  void reset() override { concealer_.reset(); }

 private:
  CodecKind law_;
  Concealer concealer_{SampleRate::k8kHz};
};

class G711Encoder final : public Encoder {
 public:
  explicit G711Encoder(CodecKind law);

  [[nodiscard]] SampleRate sample_rate() const override { return SampleRate::k8kHz; }
  [[nodiscard]] std::size_t encode(std::span<const std::int16_t> pcm,
                                   std::span<std::uint8_t> payload) override;
  void expect_loss(int) override {}
  void reset() override {}

 private:
  CodecKind law_;
};

/// The length of a packet of a codec that sends one byte per 125 µs (G.711, G.722 at 64 kbit/s);
/// zero if it is empty or longer than `kMaxPacketTime`.
[[nodiscard]] Duration duration_at_64_kbit(Payload payload);

}  // namespace sidetone::audio
