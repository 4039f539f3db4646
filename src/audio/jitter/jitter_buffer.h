#pragma once

#include "audio/jitter/delay_estimator.h"
#include "audio/jitter/packet_store.h"
#include "audio/jitter/timeline.h"
#include "base/time.h"

#include <cstdint>
#include <variant>

namespace sidetone::audio {

struct JitterConfig {
  Duration min_delay = std::chrono::milliseconds(20);
  Duration max_delay = std::chrono::milliseconds(200);
  Duration start_delay = std::chrono::milliseconds(40);  ///< Until the network is known.
};

struct JitterStats {
  std::uint64_t received = 0;    ///< Put in, duplicates and late ones included.
  std::uint64_t lost = 0;        ///< Not there when their turn came.
  std::uint64_t late = 0;        ///< Of those, came afterwards, and were thrown away.
  std::uint64_t duplicated = 0;  ///< Came twice.
  std::uint64_t overflowed = 0;  ///< Thrown away because too much came at once.
  std::uint64_t restarts = 0;    ///< Another source, or a jump of sequence or timestamp.
  Duration delay{};              ///< From fastest arrival to ear, now.
  Duration target{};             ///< What `delay` is steered to.
  Duration mean_delay{};         ///< Over the packets played.
};

struct JitterPacket {
  PacketKind kind = PacketKind::kSpeech;
  std::uint8_t payload_type = 0;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::uint32_t clock_hz = 8'000;  ///< Of `timestamp`.
  Duration duration{};             ///< Of its sound; zero for the last two kinds.
  Payload payload;                 ///< Copied; at most `kMaxPayloadBytes`.
};

/// What to play next, and for how long. `payload` is good until the next call of any door.
struct Step {
  enum class Kind : std::uint8_t {
    kSilence,       ///< Nothing received yet, or nothing for long.
    kDecode,        ///< `payload` in full.
    kDecodeFec,     ///< The packet before `payload`, from its redundancy if there is one.
    kConceal,       ///< A packet is missing.
    kComfortNoise,  ///< Silence by intent; `payload` describes the noise, or is empty: go on.
  };
  Kind kind = Kind::kSilence;
  std::uint8_t payload_type = 0;
  Duration length{};
  Payload payload;
};

enum class Stretch : std::int8_t { kShorten = -1, kNone = 0, kLengthen = 1 };

/// Orders the packets of one RTP stream, decides how long they wait, and says for each 20 ms what
/// to play: packets are pushed as they come, sound is pulled as the clock goes, and the pull
/// always has an answer.
///
///   state    event                        step              next
///   -------  ---------------------------  ----------------  ----------------------------
///   Waiting  no packet                    noise or silence  Waiting
///   Waiting  packet, delay < target       noise or silence  Waiting
///   Waiting  packet, delay ≥ target       decode            Playing
///   Playing  next packet there            decode            Playing; after the last: Waiting
///   Playing  a later one there            FEC or conceal    Playing
///   Playing  a later one, none missing    noise             Waiting (a pause by intent)
///   Playing  none there                   conceal           Playing; after 100 ms: Waiting
///
/// While none is there the place in the stream is held, so a packet that comes late is still
/// heard and only the delay grows; `stretch` brings the delay back. Bounded: 64 packets.
class JitterBuffer {
 public:
  explicit JitterBuffer(const JitterConfig& config);

  void insert(const JitterPacket& packet, Instant arrival);
  /// Another source speaks: what follows is a new numbering. Called at a change of SSRC.
  void restart();

  /// What to play after `pending`, the sound that is decoded and not yet pulled.
  [[nodiscard]] Step next(Instant now, Duration pending);
  /// Whether the sound decoded now should be made shorter or longer by a few milliseconds.
  [[nodiscard]] Stretch stretch(Instant now, Duration pending);
  /// It was done: by so much (negative: shorter).
  void stretched(Duration by);

  [[nodiscard]] JitterStats stats() const;

 private:
  struct Waiting {
    bool comfort = false;  ///< The sender is silent by intent.
  };
  struct Playing {
    Duration position{};  ///< In media time: the first moment not yet played.
    Duration held{};      ///< Concealed without moving `position`.
  };
  using State = std::variant<Waiting, Playing>;

  [[nodiscard]] Step step(Waiting waiting);
  [[nodiscard]] Step step(Playing playing);
  [[nodiscard]] Step play_head(Playing playing);
  [[nodiscard]] Step bridge_gap(Playing playing, Duration gap);
  [[nodiscard]] Step starve(Playing playing);
  [[nodiscard]] Duration delay_of(Duration position) const;
  void drop_overdue();
  void make_room();
  void note_delay(Duration delay);

  JitterConfig config_;
  PacketStore store_;
  Timeline timeline_;
  DelayEstimator delays_;
  State state_;
  Instant ear_{};  ///< When what `next` is asked for will be heard.
  std::int64_t last_played_ = -1;
  std::int64_t smoothed_delay_us_ = 0;
  int ticks_until_stretch_ = 0;
  std::int64_t delay_sum_us_ = 0;
  std::int64_t delay_count_ = 0;
  JitterStats stats_;
};

}  // namespace sidetone::audio
