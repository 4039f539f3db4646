#include "media/telephone_events.h"

#include <algorithm>
#include <limits>

namespace sidetone::media {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(20);
/// Longer than any sane gap between two packets of one press.
constexpr Duration kStopped = std::chrono::milliseconds(200);

/// The longest duration that a packet can say: one segment of a longer event.
constexpr std::uint32_t kSegment = 65'535;
/// How far behind a packet of an earlier press can come.
constexpr Duration kLatest = std::chrono::seconds(10);

Duration time_of(std::uint32_t ticks, std::uint32_t clock_hz) {
  return Duration(std::int64_t{ticks} * 1'000'000 / clock_hz);
}

std::uint16_t ticks_of(Duration time, std::uint32_t clock_hz) {
  const std::int64_t ticks = time.count() * clock_hz / 1'000'000;
  return static_cast<std::uint16_t>(
      std::min<std::int64_t>(ticks, std::numeric_limits<std::uint16_t>::max()));
}

}  // namespace

std::optional<KeyPress> TelephoneEventReader::handle_packet(const Packet& packet,
                                                            std::uint32_t clock_hz, Instant now) {
  const auto digit = rtc::key_of_event(packet.event.event);
  if (!digit || (press_ && is_late(packet, clock_hz))) return std::nullopt;
  std::optional<KeyPress> former;
  if (press_ && goes_on(packet, *digit)) {
    press_->timestamp = packet.timestamp;
    press_->former_segments += time_of(kSegment, clock_hz);
  } else if (!press_ || press_->timestamp != packet.timestamp) {
    former = report();
    press_ = Press{.timestamp = packet.timestamp, .key = {.digit = *digit}};
  }
  press_->last_packet = now;
  press_->key.duration = std::max(
      press_->key.duration, press_->former_segments + time_of(packet.event.duration, clock_hz));
  if (former) return former;
  return packet.event.end ? report() : std::nullopt;
}

/// Of a press that another one has followed already. Far behind, the timestamps have begun anew.
bool TelephoneEventReader::is_late(const Packet& packet, std::uint32_t clock_hz) const {
  const auto behind = static_cast<std::int32_t>(press_->timestamp - packet.timestamp);
  return behind > 0 && time_of(static_cast<std::uint32_t>(behind), clock_hz) < kLatest;
}

/// [RFC4733 §2.5.1.3] An event longer than its duration field can say goes on in a new segment,
/// which begins where the former ends; only the last segment has an end.
bool TelephoneEventReader::goes_on(const Packet& packet, char digit) const {
  return !press_->reported && press_->key.digit == digit &&
         packet.timestamp - press_->timestamp == kSegment;
}

std::optional<KeyPress> TelephoneEventReader::handle_audio(Instant now) {
  if (!press_ || press_->reported || now - press_->last_packet < kStopped) return std::nullopt;
  return report();
}

std::optional<KeyPress> TelephoneEventReader::report() {
  if (!press_ || press_->reported) return std::nullopt;
  press_->reported = true;
  return press_->key;
}

bool TelephoneEventWriter::press(std::string_view digits, Duration tone) {
  if (waiting_.size() + digits.size() > kMaxDigits) return false;
  const bool all_keys = std::all_of(digits.begin(), digits.end(),
                                    [](char key) { return rtc::event_of_key(key).has_value(); });
  if (!all_keys) return false;
  for (char key : digits) waiting_.push_back({*rtc::event_of_key(key), tone});
  return true;
}

std::vector<KeyPress> TelephoneEventWriter::stop() {
  std::vector<KeyPress> rest;
  for (const Waiting& each : waiting_) {
    if (const auto key = rtc::key_of_event(each.event)) rest.push_back({*key, each.tone});
  }
  waiting_.clear();
  key_.reset();
  return rest;
}

std::optional<TelephoneEventWriter::Packet> TelephoneEventWriter::tick(std::uint32_t clock_hz) {
  if (!key_) {
    if (waiting_.empty()) return std::nullopt;
    key_ = Key{.event = waiting_.front().event, .tone = waiting_.front().tone};
    waiting_.erase(waiting_.begin());
  }
  Key& key = *key_;
  const bool begins = key.elapsed.count() == 0;
  if (key.elapsed < key.tone) key.elapsed += kTick;
  const rtc::TelephoneEvent event{.event = key.event,
                                  .end = key.elapsed >= key.tone,
                                  .duration = ticks_of(key.elapsed, clock_hz)};
  if (!event.end) return Packet{event, begins};
  if (key.ends_left > 0) {
    --key.ends_left;
    return Packet{event, begins};
  }
  key.pause_left -= kTick;
  if (key.pause_left.count() <= 0) key_.reset();
  return std::nullopt;
}

}  // namespace sidetone::media
