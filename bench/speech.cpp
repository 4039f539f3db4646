#include "speech.h"

#include "port.h"
#include "rtc/byte_order.h"
#include "rtc/rtp/rtp_writer.h"

#include <algorithm>
#include <cstring>

namespace sidetone::bench {
namespace {

constexpr std::size_t kHeader = Speaker::kHeader;
// In the payload: who, which, when.
constexpr std::size_t kSpeakerAt = kHeader, kNumberAt = kHeader + 4, kTimeAt = kHeader + 8;
constexpr std::size_t kFillAt = kHeader + 16;

/// Any run of it tells where it began, so that a packet's filling cannot be another packet's.
constexpr auto kRamp = [] {
  std::array<std::uint8_t, 256 + 160> ramp{};
  std::uint32_t value = 1;
  for (std::size_t i = 0; i < ramp.size(); ++i) {
    if (i < 256) {
      value = value * 1'664'525U + 1'013'904'223U;
      ramp[i] = static_cast<std::uint8_t>(value >> 24U);
    } else {
      ramp[i] = ramp[i - 256];
    }
  }
  return ramp;
}();

const std::uint8_t* filling(std::uint32_t speaker, std::uint32_t number) {
  return kRamp.data() + ((speaker * 131 + number * 7) & 0xFFU);
}

std::int64_t sent_at(std::span<const std::uint8_t> packet) {
  std::int64_t time = 0;
  std::memcpy(&time, packet.data() + kTimeAt, sizeof time);
  return time;
}

}  // namespace

std::span<std::uint8_t> Speaker::next() {
  const std::span<std::uint8_t> packet(packet_.data(), size());
  rtc::write_rtp_header(packet, {.payload_type = shape_.payload_type,
                                 .sequence = static_cast<std::uint16_t>(number_),
                                 .timestamp = number_ * shape_.ticks,
                                 .ssrc = rtc::Ssrc{0x5EED'0000U + id_}});
  rtc::store_u32(packet, kSpeakerAt, id_);
  rtc::store_u32(packet, kNumberAt, number_);
  std::memcpy(packet.data() + kFillAt, filling(id_, number_), packet.size() - kFillAt);
  const std::int64_t time = wall_ns();
  std::memcpy(packet.data() + kTimeAt, &time, sizeof time);
  ++number_;
  return packet;
}

Verdicts& Verdicts::operator+=(const Verdicts& other) {
  good += other.good;
  lost += other.lost;
  disordered += other.disordered;
  wrong += other.wrong;
  return *this;
}

Verdicts& Verdicts::operator-=(const Verdicts& other) {
  good -= other.good;
  lost -= other.lost;
  disordered -= other.disordered;
  wrong -= other.wrong;
  return *this;
}

bool Listener::is_from_speaker(std::span<const std::uint8_t> packet) const {
  if (packet.size() != kHeader + shape_.payload_bytes) return false;
  if (packet[0] != 0x80 || (packet[1] & 0x7FU) != shape_.payload_type) return false;
  if (rtc::load_u32(packet, kSpeakerAt) != speaker_) return false;
  const std::uint32_t number = rtc::load_u32(packet, kNumberAt);
  return std::memcmp(packet.data() + kFillAt, filling(speaker_, number), packet.size() - kFillAt) ==
         0;
}

bool Listener::follows(const Place& next) const {
  const std::uint32_t steps = next.number - newest_.number;
  return next.ssrc == newest_.ssrc &&
         next.sequence == static_cast<std::uint16_t>(newest_.sequence + steps) &&
         next.timestamp == newest_.timestamp + steps * shape_.ticks;
}

void Listener::hear(std::span<const std::uint8_t> packet, std::int64_t at_ns, Delays& delays) {
  if (!is_from_speaker(packet)) {
    ++verdicts_.wrong;
    return;
  }
  const Place place{.number = rtc::load_u32(packet, kNumberAt),
                    .sequence = rtc::load_u16(packet, 2),
                    .timestamp = rtc::load_u32(packet, 4),
                    .ssrc = rtc::load_u32(packet, 8)};
  if (heard_any_ && static_cast<std::int32_t>(place.number - newest_.number) <= 0) {
    ++verdicts_.disordered;
    return;
  }
  if (heard_any_ && !follows(place)) {
    ++verdicts_.wrong;
  } else {
    ++verdicts_.good;
  }
  if (heard_any_) verdicts_.lost += place.number - newest_.number - 1;
  heard_any_ = true;
  newest_ = place;
  delays.add(at_ns - sent_at(packet));
}

}  // namespace sidetone::bench
