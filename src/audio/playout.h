#pragma once

#include "audio/codec/codec.h"
#include "audio/comfort_noise.h"
#include "audio/frame.h"
#include "audio/jitter/jitter_buffer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace sidetone::audio {

struct PlayoutConfig {
  std::vector<CodecSpec> codecs;              ///< All that the peer may send; at most `kMaxCodecs`.
  std::optional<std::uint8_t> comfort_noise;  ///< Payload type of RFC 3389.
  SampleRate rate = SampleRate::k48kHz;       ///< Of the frames that come out.
  JitterConfig jitter{};
};

/// One RTP packet of the stream, after SRTP; telephone events too (they sound like nothing, but
/// their sequence numbers are not lost audio).
struct RtpAudio {
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t ssrc = 0;
  Payload payload;  ///< Copied.
};

struct PlayoutStats {
  JitterStats jitter;
  std::uint64_t frames = 0;             ///< Pulled.
  std::uint64_t concealed_samples = 0;  ///< Invented for packets that were not there.
  std::uint64_t fec_samples = 0;        ///< Recovered from in-band redundancy.
  std::uint64_t comfort_samples = 0;    ///< The peer was silent by intent.
  std::uint64_t silent_samples = 0;     ///< Nothing received yet, or nothing for long.
  std::uint64_t inserted_samples = 0;   ///< Lengthened to gain delay.
  std::uint64_t removed_samples = 0;    ///< Shortened to lose delay.
  std::uint64_t undecodable = 0;        ///< Packets the codec refused.
  std::uint64_t unknown_payload = 0;    ///< Of a payload type that is no codec of this stream.
};

/// From network to ear for one RTP stream. Packets go in whenever they arrive; exactly one frame
/// comes out per 20 ms tick, whatever the network did: the pull never fails. Allocates only when
/// made.
class Playout {
 public:
  static constexpr std::size_t kMaxCodecs = 8;

  explicit Playout(const PlayoutConfig& config);

  void insert(const RtpAudio& packet, Instant arrival);
  /// Fills `out` with the next 20 ms at `config.rate`. `now` is the tick's nominal time; calls
  /// are 20 ms apart.
  void next_frame(Instant now, Frame& out);

  [[nodiscard]] PlayoutStats stats() const;
  /// The codec of the last packet played; none before the first.
  [[nodiscard]] std::optional<CodecKind> codec() const;

 private:
  struct Entry {
    CodecSpec spec;
    std::unique_ptr<Decoder> decoder;
  };
  /// Where the last sound came from: where that changes there may be a step to smooth.
  enum class Source : std::uint8_t { kNothing, kDecoder, kNoise };

  [[nodiscard]] Entry* find(std::uint8_t payload_type);
  void note_source(std::uint32_t ssrc, Instant arrival);
  [[nodiscard]] bool is_straggler(std::uint32_t ssrc, Instant arrival) const;
  [[nodiscard]] Duration pending() const { return time_of(rate_, size_); }

  void fill(Instant now);
  void play(const Step& step);
  void play_packet(const Step& step);
  void play_fec(const Step& step);
  void play_comfort(const Step& step);
  void conceal(std::size_t samples);
  void play_silence(std::size_t samples);
  void stretch(Instant now);

  [[nodiscard]] std::span<std::int16_t> room(std::size_t samples);
  void added(std::size_t samples, Source source);
  void smooth(std::span<std::int16_t> sound) const;

  SampleRate rate_;
  std::vector<Entry> entries_;
  std::optional<std::uint8_t> comfort_payload_type_;
  Entry* active_ = nullptr;
  std::optional<std::uint32_t> ssrc_;
  std::optional<std::uint32_t> former_ssrc_;
  Instant source_changed_{};
  JitterBuffer jitter_;
  ComfortNoise noise_;
  std::vector<std::int16_t> decoded_;  ///< Not yet pulled: the first `size_`.
  std::size_t size_ = 0;
  std::int16_t last_sample_ = 0;
  Source source_ = Source::kNothing;
  bool rough_ = false;         ///< The next sound does not continue the last one.
  int refused_stretches_ = 0;  ///< In a row: no two periods were alike enough.
  PlayoutStats stats_;
};

}  // namespace sidetone::audio
