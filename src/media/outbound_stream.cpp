#include "media/outbound_stream.h"

namespace sidetone::media {
namespace {

/// Sequence numbers of one source stay within this of each other; beyond, it has started anew.
constexpr int kMaxStep = 3'000;

int distance(std::uint16_t from, std::uint16_t to) {
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(to - from));
}

}  // namespace

OutboundStream::OutboundStream(rtc::Ssrc ssrc, const Numbers& first, Instant now)
    : ssrc_(ssrc), last_(first), last_at_(now) {}

void OutboundStream::begin(const Source& source, std::uint32_t clock_hz, Instant now,
                           const Numbers& first_of_source) {
  clock_hz_ = clock_hz;
  source_ = source;
  const auto next = static_cast<std::uint16_t>(last_.sequence + 1);
  source_->sequence_offset = static_cast<std::uint16_t>(next - first_of_source.sequence);
  source_->timestamp_offset = timestamp_at(now) - first_of_source.timestamp;
}

std::uint32_t OutboundStream::timestamp_at(Instant now) const {
  const std::int64_t elapsed_us = (now - last_at_).count();
  return last_.timestamp + static_cast<std::uint32_t>(elapsed_us * clock_hz_ / 1'000'000);
}

std::optional<rtc::RtpHeader> OutboundStream::pass(const rtc::RtpHeader& original,
                                                   std::uint32_t clock_hz, Instant now) {
  const bool goes_on = source_ && source_->original == original.ssrc &&
                       std::abs(distance(source_->newest, original.sequence)) < kMaxStep;
  if (!goes_on) {
    begin({.original = original.ssrc, .newest = original.sequence}, clock_hz, now,
          {original.sequence, original.timestamp});
  }
  const int step = distance(source_->newest, original.sequence);
  if (source_->ahead + step < 0) return std::nullopt;
  if (step > 0) {
    source_->newest = original.sequence;
    source_->ahead += step;
  }
  clock_hz_ = clock_hz;
  rtc::RtpHeader header = original;
  header.marker = original.marker || !goes_on;
  header.sequence = static_cast<std::uint16_t>(original.sequence + source_->sequence_offset);
  header.timestamp = original.timestamp + source_->timestamp_offset;
  header.ssrc = ssrc_;
  return header;
}

rtc::RtpHeader OutboundStream::make(const Made& packet, std::uint32_t clock_hz, Instant now) {
  const bool goes_on = source_ && !source_->original && clock_hz == clock_hz_;
  if (!goes_on) begin({}, clock_hz, now, {0, packet.ticks});
  return {.marker = packet.marker || !goes_on,
          .payload_type = packet.payload_type,
          .sequence = static_cast<std::uint16_t>(last_.sequence + 1),
          .timestamp = packet.ticks + source_->timestamp_offset,
          .ssrc = ssrc_};
}

rtc::RtpHeader OutboundStream::make_event(const Made& packet) {
  change_source();
  return {.marker = packet.marker,
          .payload_type = packet.payload_type,
          .sequence = static_cast<std::uint16_t>(last_.sequence + 1),
          .timestamp = packet.ticks,
          .ssrc = ssrc_};
}

void OutboundStream::handle_event_sent(const rtc::RtpHeader& header, std::size_t payload_size,
                                       Instant now) {
  if (distance(last_.sequence, header.sequence) > 0) last_.sequence = header.sequence;
  ++packets_;
  octets_ += payload_size;
  if (statistics_) statistics_->handle_sent({timestamp_at(now), payload_size, now});
}

void OutboundStream::handle_sent(const rtc::RtpHeader& header, std::size_t payload_size,
                                 Instant now) {
  if (!sent_any_ || distance(last_.sequence, header.sequence) > 0) {
    last_ = {header.sequence, header.timestamp};
    last_at_ = now;
  }
  sent_any_ = true;
  ++packets_;
  octets_ += payload_size;
  if (!statistics_) statistics_.emplace(clock_hz_);
  statistics_->handle_sent({header.timestamp, payload_size, now});
}

std::optional<rtc::SenderInfo> OutboundStream::info(Instant now) const {
  return statistics_ ? statistics_->info(now) : std::nullopt;
}

}  // namespace sidetone::media
