#include "media/telephone_events.h"

#include <algorithm>
#include <limits>

namespace sidetone::media {
namespace {

constexpr Duration kTick = std::chrono::milliseconds(20);
/// Longer than any sane gap between two packets of one press.
constexpr Duration kStopped = std::chrono::milliseconds(200);

Duration time_of(std::uint16_t ticks, std::uint32_t clock_hz) {
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
  if (!digit) return std::nullopt;
  std::optional<KeyPress> former;
  if (!press_ || press_->timestamp != packet.timestamp) {
    former = report();
    press_ = Press{.timestamp = packet.timestamp, .key = {.digit = *digit}};
  }
  press_->last_packet = now;
  press_->key.duration = std::max(press_->key.duration, time_of(packet.event.duration, clock_hz));
  if (former) return former;
  return packet.event.end ? report() : std::nullopt;
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
