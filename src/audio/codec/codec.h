#pragma once

#include "audio/frame.h"
#include "base/expected.h"
#include "base/time.h"

#include <cstdint>
#include <memory>
#include <span>

namespace sidetone::audio {

enum class CodecKind : std::uint8_t { kOpus, kG722, kPcmu, kPcma };

/// 0..10. 5 costs half of 10; docs/adr/0003-audio-rates.md has the figures.
inline constexpr int kDefaultOpusComplexity = 5;

/// How we encode Opus for one peer: its fmtp [RFC7587 §6.1] and our own choices.
struct OpusParameters {
  std::uint32_t max_playback_rate = 48'000;  ///< Hz. What the peer can hear; we send no more.
  /// bit/s; 0: no limit. Our own are 16, 24 or 32 kbit/s by rate, a quarter more under loss.
  std::uint32_t max_average_bitrate = 0;
  bool inband_fec = true;                            ///< useinbandfec: the peer makes use of it.
  bool dtx = false;                                  ///< usedtx: send next to nothing while silent.
  bool constant_bitrate = false;                     ///< cbr.
  std::uint8_t complexity = kDefaultOpusComplexity;  ///< 0..10.
};

/// One codec as negotiated for one direction of one leg.
struct CodecSpec {
  CodecKind kind = CodecKind::kPcmu;
  std::uint8_t payload_type = 0;
  std::uint8_t ptime_ms = 20;  ///< What we send: 10, 20, 30, 40, 60, 80, 100 or 120.
  OpusParameters opus{};       ///< Opus only.
};

/// Ticks of the RTP timestamp a second. 8,000 for G.722 although it samples at 16 kHz:
/// [RFC3551 §4.5.2] "Even though the actual sampling rate for G.722 audio is 16,000 Hz, the RTP
/// clock rate for the G722 payload format is 8,000 Hz because that value was erroneously
/// assigned in RFC 1890 and must remain unchanged for backward compatibility."
[[nodiscard]] int rtp_clock_hz(CodecKind kind);

/// The rate at which `codecs` meet with the least work: no resampler where two of our codecs are
/// bridged, because Opus decodes and encodes at any rate and G.722 at 8 and 16 kHz.
[[nodiscard]] SampleRate cheapest_common_rate(std::span<const CodecSpec> codecs);

/// The longest packet that we play: 120 ms [RFC6716 §3.2.5]; at 48 kHz 5,760 samples.
inline constexpr Duration kMaxPacketTime = std::chrono::milliseconds(120);
/// Room that `Encoder::encode` wants: the longest G.711 packet, and more than an Opus frame.
inline constexpr std::size_t kMaxPayloadBytes = 1'280;

using Payload = std::span<const std::uint8_t>;

enum class DecodeError : std::uint8_t { kMalformed };

/// From one RTP stream's payloads to samples. Keeps what it needs to conceal a loss, so it is fed
/// every packet of the stream in order, and told of every gap by `conceal`. Allocates only when
/// made.
class Decoder {
 public:
  virtual ~Decoder() = default;

  [[nodiscard]] virtual SampleRate sample_rate() const = 0;
  /// How long the packet sounds; zero if it cannot be decoded or exceeds `kMaxPacketTime`.
  [[nodiscard]] virtual Duration duration_of(Payload payload) const = 0;
  /// The sender falls silent after this packet and will not send until it speaks again.
  [[nodiscard]] virtual bool begins_silence(Payload payload) const = 0;

  /// Samples written to `out`, whose room is that of `kMaxPacketTime`.
  [[nodiscard]] virtual Expected<std::size_t, DecodeError> decode(Payload payload,
                                                                  std::span<std::int16_t> out) = 0;
  /// Fills `out` with the packet before `next`, from the copy that `next` carries in-band. False,
  /// and nothing done, where it carries none: then `conceal`.
  [[nodiscard]] virtual bool decode_fec(Payload next, std::span<std::int16_t> out) = 0;
  /// Fills `out` with what probably was there; fades out within 100 ms. After `begins_silence`:
  /// the background noise of the sender, for as long as it takes.
  virtual void conceal(std::span<std::int16_t> out) = 0;
  /// Another speaker follows: forget the former one.
  virtual void reset() = 0;
};

/// From samples to payloads of one RTP stream. Allocates only when made.
class Encoder {
 public:
  virtual ~Encoder() = default;

  [[nodiscard]] virtual SampleRate sample_rate() const = 0;
  /// Encodes one packet: `pcm` is its ptime at `sample_rate()`, `payload` has `kMaxPayloadBytes`.
  /// Returns the bytes written; 0: silence that needs no packet (DTX).
  [[nodiscard]] virtual std::size_t encode(std::span<const std::int16_t> pcm,
                                           std::span<std::uint8_t> payload) = 0;
  /// The peer reports this share of packets lost: spend bits on redundancy. Opus only.
  virtual void expect_loss(int percent) = 0;
  virtual void reset() = 0;
};

/// Any codec at any rate: where `rate` is not the codec's own, a resampler is built in.
[[nodiscard]] std::unique_ptr<Decoder> make_decoder(const CodecSpec& spec, SampleRate rate);
[[nodiscard]] std::unique_ptr<Encoder> make_encoder(const CodecSpec& spec, SampleRate rate);

}  // namespace sidetone::audio
