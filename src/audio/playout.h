#pragma once

#include "audio/codec/codec.h"
#include "audio/comfort_noise.h"
#include "audio/frame.h"
#include "audio/jitter/jitter_buffer.h"
#include "base/random.h"

#include <array>
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
  std::uint64_t unknown_payload = 0;    ///< Packets of a payload type that nobody negotiated.
};

/// From network to ear for one RTP stream. Packets go in whenever they arrive; exactly one frame
/// comes out per 20 ms tick, whatever the network did: the pull never fails.
class Playout {
 public:
  static constexpr std::size_t kMaxCodecs = 8;

  Playout(const PlayoutConfig& config, Random& random);

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
  enum class Source : std::uint8_t { kNothing, kSpeech, kConcealed, kNoise };

  [[nodiscard]] Entry* find(std::uint8_t payload_type);
  [[nodiscard]] Duration pending() const;
  void fill(Instant now);
  void append(const Step& step);
  void append_packet(const Step& step);
  void append_fec(const Step& step);
  void append_concealed(std::size_t samples);
  void append_noise(const Step& step);
  void append_silence(std::size_t samples);
  void adjust(Instant now);
  [[nodiscard]] std::span<std::int16_t> room(std::size_t samples);
  void smooth_entry(std::span<std::int16_t> added, Source source);

  SampleRate rate_;
  std::vector<Entry> entries_;
  std::optional<std::uint8_t> comfort_payload_type_;
  Entry* active_ = nullptr;
  std::optional<std::uint32_t> ssrc_;
  JitterBuffer jitter_;
  ComfortNoise noise_;
  std::vector<std::int16_t> decoded_;  ///< Not yet pulled: the first `decoded_size_`.
  std::size_t decoded_size_ = 0;
  Source last_source_ = Source::kNothing;
  PlayoutStats stats_;
};

}  // namespace sidetone::audio
