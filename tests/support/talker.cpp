#include "support/talker.h"

#include "rtc/byte_order.h"
#include "rtc/rtp/rtp_writer.h"

#include <algorithm>
#include <array>

namespace sidetone::test {
namespace {

constexpr std::uint32_t kMagic = 0x4D41524B;
constexpr std::size_t kMarkedPayload = 160;  // 20 ms of G.711.
constexpr Duration kKeyTone = std::chrono::milliseconds(100);
constexpr std::uint32_t kEventClockHz = 8'000;

audio::Tone steady_tone(double hz) {
  audio::Tone tone;
  tone.steps[0] = {.low_hz = hz, .on = std::chrono::hours(1)};
  tone.step_count = 1;
  return tone;
}

}  // namespace

Talker::Talker(const Config& config, Instant now)
    : config_(config),
      tick_at_(now),
      sequence_(static_cast<std::uint16_t>(config.mark * 7'919U)),
      timestamp_base_(config.mark * 104'729U) {
  if (config_.tone_hz == 0) return;
  tone_ = std::make_unique<audio::ToneGenerator>(steady_tone(config_.tone_hz), kRate);
  mouth_ = std::make_unique<audio::Packetizer>(config_.codec, kRate);
  ear_ = std::make_unique<audio::Playout>(
      audio::PlayoutConfig{.codecs = {config_.codec}, .comfort_noise = 13, .rate = kRate});
}

void Talker::press(std::string_view digits) {
  static_cast<void>(keys_out_.press(digits, kKeyTone));
}

void Talker::handle_time(Instant now) {
  while (tick_at_ <= now) {
    say_something();
    if (ear_) listen(tick_at_);
    ++ticks_;
    tick_at_ += audio::kFrameTime;
  }
}

void Talker::say_something() {
  const auto clock = static_cast<std::uint32_t>(audio::rtp_clock_hz(config_.codec.kind));
  const std::uint32_t now = timestamp_base_ + ticks_ * (clock / 50);
  const bool pressing = !keys_out_.idle();
  if (const auto key = keys_out_.tick(kEventClockHz)) {
    if (key->begins) {
      key_timestamp_ = now;
      marker_ = true;
    }
    say(config_.telephone_event, key_timestamp_, key->event.bytes());
  }
  if (!mouth_) {
    if (!pressing) say_mark();
    return;
  }
  if (pressing) return mouth_->skip();
  audio::Frame frame;
  tone_->next_frame(frame);
  mouth_->push(frame);
  while (const auto packet = mouth_->poll()) {
    say(config_.codec.payload_type, timestamp_base_ + packet->timestamp, packet->payload);
  }
}

void Talker::say_mark() {
  std::array<std::uint8_t, kMarkedPayload> payload;
  payload.fill(0xFF);
  rtc::store_u32(payload, 0, kMagic);
  rtc::store_u32(payload, 4, config_.mark);
  say(config_.codec.payload_type, timestamp_base_ + ticks_ * kMarkedPayload, payload);
}

void Talker::say(std::uint8_t payload_type, std::uint32_t timestamp, rtc::Bytes payload) {
  std::vector<std::uint8_t> packet(rtc::kRtpFixedHeader + payload.size());
  rtc::write_rtp_header(packet, {.marker = marker_,
                                 .payload_type = payload_type,
                                 .sequence = sequence_++,
                                 .timestamp = timestamp,
                                 .ssrc = rtc::Ssrc{config_.mark + 1'000}});
  std::ranges::copy(payload, packet.begin() + rtc::kRtpFixedHeader);
  marker_ = false;
  outbox_.push_back(std::move(packet));
}

void Talker::hear(rtc::Bytes bytes, Instant now) {
  const auto packet = rtc::RtpView::parse(bytes);
  if (!packet) return;
  const auto note_key = [&](const std::optional<media::KeyPress>& key) {
    if (key) keys_ += key->digit;
  };
  if (packet->payload_type() == config_.telephone_event) {
    const auto event = rtc::TelephoneEvent::parse(packet->payload());
    if (event) {
      note_key(keys_in_.handle_packet({packet->timestamp(), *event}, kEventClockHz, now));
    }
  } else {
    note_key(keys_in_.handle_audio(now));
    first_heard_ = std::min(first_heard_, now);
    if (!ear_) hear_mark(packet->payload());
  }
  if (!ear_) return;
  ear_->insert({.payload_type = packet->payload_type(),
                .sequence = packet->sequence(),
                .timestamp = packet->timestamp(),
                .ssrc = static_cast<std::uint32_t>(packet->ssrc()),
                .payload = packet->payload()},
               now);
}

void Talker::hear_mark(rtc::Bytes payload) {
  if (payload.size() == kMarkedPayload && rtc::load_u32(payload, 0) == kMagic) {
    ++marks_[rtc::load_u32(payload, 4)];
  } else {
    ++unmarked_;
  }
}

void Talker::listen(Instant now) {
  audio::Frame frame;
  ear_->next_frame(now, frame);
  heard_.insert(heard_.end(), frame.samples().begin(), frame.samples().end());
}

std::optional<std::vector<std::uint8_t>> Talker::poll() {
  if (outbox_.empty()) return std::nullopt;
  std::vector<std::uint8_t> packet = std::move(outbox_.front());
  outbox_.pop_front();
  return packet;
}

}  // namespace sidetone::test
