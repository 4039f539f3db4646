#include "audio/jitter/jitter_buffer.h"

#include "audio/frame.h"

#include <algorithm>

namespace sidetone::audio {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Duration kGrain = microseconds(2'500);  // The least that Opus conceals.
constexpr Duration kMaxHold = milliseconds(100);
// The slack may stray this far from its target before sound is stretched: together more than the
// tick by which a stretch can move it, so that one never calls for its opposite.
constexpr Duration kTooShort = milliseconds(8);
constexpr Duration kTooLong = milliseconds(14);
constexpr Duration kLongestStretch = milliseconds(15);
constexpr Duration kFarTooLong = milliseconds(60);
constexpr int kCalmTicks = 5;
constexpr int kHastyTicks = 2;
constexpr int kSmoothing = 8;
constexpr float kLossMemory = 0.005F;
constexpr float kLossWorthWaiting = 0.01F;
constexpr float kRedundancyMemory = 0.1F;
constexpr float kUsuallyThere = 0.15F;

Duration whole_grains(Duration time) {
  return std::clamp<Duration>(kGrain * (time / kGrain), kGrain, kFrameTime);
}

}  // namespace

JitterBuffer::JitterBuffer(const JitterConfig& config)
    : config_(config),
      delays_({.min = config.min_delay, .max = config.max_delay, .start = config.start_delay}),
      state_(Waiting{.comfort = false}) {}

void JitterBuffer::insert(const JitterPacket& packet, Instant arrival) {
  ++stats_.received;
  const bool timed = packet.kind != PacketKind::kOther;
  const Place place = timeline_.place({.sequence = packet.sequence,
                                       .timestamp = packet.timestamp,
                                       .clock_hz = packet.clock_hz,
                                       .timed = timed},
                                      arrival);
  if (place.verdict == Place::Verdict::kDuplicate) ++stats_.duplicated;
  if (place.verdict == Place::Verdict::kOnProbation) ++stats_.discarded;
  if (place.verdict != Place::Verdict::kPlaced) return;
  if (place.restarted) ++stats_.restarts;
  if (!timed) return;
  delays_.add(place.position, arrival);
  if (is_late(place, packet)) {
    ++stats_.late;
    if (place.index > last_played_) ++stats_.lost;
    return;
  }
  if (store_.full()) make_room();
  store_.insert({.index = place.index,
                 .position = place.position,
                 .duration = packet.duration,
                 .kind = packet.kind,
                 .payload_type = packet.payload_type,
                 .restarted = place.restarted},
                packet.payload);
}

bool JitterBuffer::is_late(const Place& place, const JitterPacket& packet) const {
  if (place.index <= last_played_) return true;
  const Playing* playing = std::get_if<Playing>(&state_);
  return playing != nullptr && packet.kind != PacketKind::kComfortNoise &&
         place.position + packet.duration < playing->position + kGrain;
}

// Sound that would be heard so late that nobody wants it gives way to what is newer.
void JitterBuffer::make_room() {
  ++stats_.discarded;
  last_played_ = store_.head().index;
  store_.pop();
  if (Playing* playing = std::get_if<Playing>(&state_)) {
    playing->position = std::max(playing->position, store_.head().position);
  }
}

void JitterBuffer::drop_overdue() {
  while (store_.size() > 1 && delays_.delay_of(store_.head().position, ear_) > config_.max_delay) {
    make_room();
  }
}

Step JitterBuffer::next(Instant now, Duration pending) {
  ear_ = now + pending;
  short_ = whole_grains(kFrameTime - pending);
  return std::visit([&](auto state) { return step(state); }, state_);
}

Step JitterBuffer::step(Waiting waiting) {
  drop_overdue();
  if (store_.empty()) return rest(waiting);
  const bool early = delays_.delay_of(store_.head().position, ear_) < delays_.target();
  return early ? rest(waiting) : play_head();
}

Step JitterBuffer::rest(Waiting waiting) {
  state_ = waiting;
  slack_.reset();
  return {.kind = waiting.comfort ? Step::Kind::kComfortNoise : Step::Kind::kSilence,
          .length = short_};
}

Step JitterBuffer::step(Playing playing) {
  if (store_.empty()) return starve(playing);
  const StoredPacket& head = store_.head();
  // What was concealed while waiting stands in for what turns out to be lost.
  Duration gap = std::max(head.position - playing.position, Duration::zero());
  const Duration covered = std::min(gap, playing.held);
  playing.position += covered;
  playing.held -= covered;
  gap -= covered;
  if (gap < kGrain) return play_head();
  if (timeline_.missing_between(last_played_, head.index) == 0) {
    return step(Waiting{.comfort = true});
  }
  return bridge_gap(playing, gap);
}

Step JitterBuffer::play_head() {
  const StoredPacket head = store_.head();
  Step step{.kind = Step::Kind::kDecode,
            .length = head.duration,
            .payload_type = head.payload_type,
            .restarted = head.restarted,
            .payload = store_.head_payload()};
  store_.pop();
  note_played(head);
  if (head.kind == PacketKind::kSpeech) {
    state_ = Playing{.position = head.position + head.duration,
                     .packet_time = head.duration,
                     .held = Duration::zero()};
  } else {
    state_ = Waiting{.comfort = true};
  }
  if (head.kind == PacketKind::kComfortNoise) {
    step.kind = Step::Kind::kComfortNoise;
    step.length = kFrameTime;
  }
  return step;
}

Step JitterBuffer::bridge_gap(Playing playing, Duration gap) {
  const StoredPacket& head = store_.head();
  const Duration before = gap - head.duration;
  const bool adjacent = before < kGrain;
  const Duration length = whole_grains(adjacent ? gap : before);
  playing.position += length;
  state_ = playing;
  if (!adjacent || gap > kFrameTime) return {.kind = Step::Kind::kConceal, .length = length};
  return {.kind = Step::Kind::kDecodeFec,
          .length = length,
          .payload_type = head.payload_type,
          .payload = store_.head_payload()};
}

Step JitterBuffer::starve(Playing playing) {
  const std::int64_t newest = timeline_.newest();
  const bool by_intent =
      newest > last_played_ && timeline_.missing_between(last_played_, newest) == 0;
  if (by_intent) return rest({.comfort = true});
  if (playing.held >= kMaxHold) return rest({.comfort = false});
  playing.held += short_;
  state_ = playing;
  return {.kind = Step::Kind::kConceal, .length = short_};
}

void JitterBuffer::note_played(const StoredPacket& packet) {
  const std::int64_t missing =
      last_played_ == kNone ? 0 : timeline_.missing_between(last_played_, packet.index);
  stats_.lost += static_cast<std::uint64_t>(missing);
  note_loss(missing, packet.duration);
  last_played_ = packet.index;
  const Duration delay = delays_.delay_of(packet.position, ear_);
  ++played_;
  delay_sum_ += delay;
  stats_.delay = delay;
  stats_.max_delay = std::max(stats_.max_delay, delay);
}

// Where packets get lost and carry copies of each other, it pays to wait until the next one is
// there too.
void JitterBuffer::note_loss(std::int64_t missing, Duration packet_time) {
  const float now = missing > 0 ? 1.0F : 0.0F;
  loss_rate_ += (now - loss_rate_) * kLossMemory;
  const bool wait = redundancy_ > kUsuallyThere && loss_rate_ > kLossWorthWaiting;
  delays_.set_extra(wait ? packet_time : Duration::zero());
}

void JitterBuffer::recovered(bool was_there) {
  redundancy_ += ((was_there ? 1.0F : 0.0F) - redundancy_) * kRedundancyMemory;
}

// How long the next packet will have waited when it is wanted: if it is the last of its tick, and
// had come as fast as any.
Duration JitterBuffer::slack(const Playing& playing, Instant now, Duration pending) const {
  const Instant wanted = now + kFrameTime * (pending / kFrameTime);
  const Duration last_of_tick = std::max(kFrameTime - playing.packet_time, Duration::zero());
  return delays_.delay_of(playing.position + last_of_tick, wanted);
}

Stretch JitterBuffer::stretch(Instant now, Duration pending) {
  const Playing* playing = std::get_if<Playing>(&state_);
  if (playing == nullptr) return Stretch::kNone;
  const Duration measured = slack(*playing, now, pending);
  slack_ = slack_ ? *slack_ + (measured - *slack_) / kSmoothing : measured;
  if (ticks_until_stretch_ > 0) --ticks_until_stretch_;
  if (ticks_until_stretch_ > 0) return Stretch::kNone;
  const Duration excess = *slack_ - delays_.target();
  if (excess < -kTooShort) return Stretch::kLengthen;
  // Sound left over from tick to tick is delay that nobody needs.
  if (pending % kFrameTime >= kLongestStretch) return Stretch::kShorten;
  // With nothing in store, shorter sound would only end sooner.
  return excess > kTooLong && !store_.empty() ? Stretch::kShorten : Stretch::kNone;
}

void JitterBuffer::stretched() {
  const bool hasty = slack_ && *slack_ - delays_.target() > kFarTooLong;
  ticks_until_stretch_ = hasty ? kHastyTicks : kCalmTicks;
  slack_.reset();
}

JitterStats JitterBuffer::stats() const {
  JitterStats stats = stats_;
  stats.target = delays_.target();
  if (played_ > 0) stats.mean_delay = delay_sum_ / static_cast<std::int64_t>(played_);
  return stats;
}

}  // namespace sidetone::audio
