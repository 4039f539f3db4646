#pragma once

#include "audio/jitter/delay_estimator.h"
#include "audio/jitter/packet_store.h"
#include "audio/jitter/timeline.h"
#include "base/time.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace sidetone::audio {

struct JitterConfig {
  Duration min_delay = std::chrono::milliseconds(20);
  Duration max_delay = std::chrono::milliseconds(200);
  Duration start_delay = std::chrono::milliseconds(40);  ///< Until the network is known.
};

struct JitterStats {
  std::uint64_t received = 0;    ///< All that came, duplicates and late ones included.
  std::uint64_t lost = 0;        ///< Not there when their turn came.
  std::uint64_t late = 0;        ///< Of those, came afterwards.
  std::uint64_t duplicated = 0;  ///< Came twice.
  std::uint64_t discarded = 0;   ///< Thrown away: too old, too many at once, or on probation.
  std::uint64_t restarts = 0;    ///< Another source, or a leap of sequence or timestamp.
  Duration delay{};              ///< From fastest arrival to ear, of the last packet played.
  Duration target{};             ///< The least delay with which 97 of 100 are in time.
  Duration mean_delay{};         ///< Over all packets played.
  Duration max_delay{};          ///< The largest of them.
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

/// What to play next, and for how long: a packet's own duration, else a multiple of 2.5 ms up to
/// what the tick lacks. `payload` is good until the next insert().
struct Step {
  enum class Kind : std::uint8_t {
    kSilence,       ///< Nothing received yet, or nothing for long.
    kDecode,        ///< `payload` in full.
    kDecodeFec,     ///< The packet before `payload`, from its redundancy if there is one.
    kConceal,       ///< A packet is missing.
    kComfortNoise,  ///< Silence by intent; `payload` describes the noise, or is empty: go on.
  };
  Kind kind = Kind::kSilence;
  Duration length{};
  std::uint8_t payload_type = 0;
  bool restarted = false;  ///< `payload` is of another source than the one before.
  Payload payload;
};

enum class Stretch : std::int8_t { kShorten = -1, kNone = 0, kLengthen = 1 };

/// Orders the packets of one RTP stream, decides how long they wait, and says for each 20 ms what
/// to play: packets are pushed as they come, sound is pulled as the clock goes, and the pull
/// always has an answer.
///
///   state    there is                     step              next
///   -------  ---------------------------  ----------------  ----------------------------
///   Waiting  no packet                    noise or silence  Waiting
///   Waiting  a packet, delay < target     noise or silence  Waiting
///   Waiting  a packet, delay ≥ target     decode            Playing
///   Playing  the next packet              decode            Playing; Waiting after the last one
///   Playing  a later one, some missing    FEC or conceal    Playing
///   Playing  a later one, none missing    noise             Waiting (a pause by intent)
///   Playing  none                         conceal           Playing; after 100 ms Waiting
///
/// While there is none the place in the stream is held, so that a packet that comes late is still
/// heard and only the delay grows; `stretch` brings the delay back. Bounded: 64 packets.
class JitterBuffer {
 public:
  explicit JitterBuffer(const JitterConfig& config);

  void insert(const JitterPacket& packet, Instant arrival);
  /// Another source speaks: what follows is a new numbering. Called at a change of SSRC.
  void restart() { timeline_.restart(); }

  /// What to play after `pending`, the sound that is decoded and not yet pulled.
  [[nodiscard]] Step next(Instant now, Duration pending);
  /// Whether the redundancy that kDecodeFec hoped for was there.
  void recovered(bool was_there);
  /// Whether the sound decoded now should be made shorter or longer by a few milliseconds. Asked
  /// once a tick.
  [[nodiscard]] Stretch stretch(Instant now, Duration pending);
  /// It was done.
  void stretched();

  [[nodiscard]] JitterStats stats() const;

 private:
  struct Waiting {
    bool comfort;  ///< The sender is silent by intent.
  };
  struct Playing {
    Duration position;     ///< In media time: the first moment not yet played.
    Duration packet_time;  ///< Of the last packet.
    Duration held;         ///< Concealed without moving `position`.
  };
  static constexpr std::int64_t kNone = -1;
  using State = std::variant<Waiting, Playing>;

  [[nodiscard]] bool is_late(const Place& place, const JitterPacket& packet) const;
  void make_room();
  void drop_overdue();
  [[nodiscard]] Step step(Waiting waiting);
  [[nodiscard]] Step step(Playing playing);
  [[nodiscard]] Step rest(Waiting waiting);
  [[nodiscard]] Step play_head();
  [[nodiscard]] Step bridge_gap(Playing playing, Duration gap);
  [[nodiscard]] Step starve(Playing playing);
  void note_played(const StoredPacket& packet);
  void note_loss(std::int64_t missing, Duration packet_time);
  [[nodiscard]] Duration slack(const Playing& playing, Instant now, Duration pending) const;

  JitterConfig config_;
  PacketStore store_;
  Timeline timeline_;
  DelayEstimator delays_;
  State state_;
  Instant ear_{};     ///< When what `next` is asked for will be heard.
  Duration short_{};  ///< How much sound this tick still lacks.
  std::int64_t last_played_ = kNone;
  std::optional<Duration> slack_;  ///< Smoothed; none: to be measured anew.
  int ticks_until_stretch_ = 0;
  float loss_rate_ = 0;
  float redundancy_ = 0;  ///< Share of packets that carry a copy of the one before.
  std::uint64_t played_ = 0;
  Duration delay_sum_{};
  JitterStats stats_;
};

}  // namespace sidetone::audio
