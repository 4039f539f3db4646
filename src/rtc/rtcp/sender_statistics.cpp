#include "rtc/rtcp/sender_statistics.h"

#include "rtc/rtcp/media_clock.h"

namespace sidetone::rtc {
namespace {

// Longer is no round trip but a block that answers something else.
constexpr Duration kLongestRoundTrip = std::chrono::minutes(1);

}  // namespace

void SenderStatistics::handle_sent(const Sent& packet) {
  ++packets_;
  octets_ += packet.payload_size;
  last_timestamp_ = packet.timestamp;
  last_at_ = packet.at;
}

std::optional<SenderInfo> SenderStatistics::info(Instant now) const {
  if (packets_ == 0) return std::nullopt;
  // [RFC3550 §6.4.1] the RTP timestamp "corresponds to the same time as the NTP timestamp": where
  // the media's clock has got to since the last packet.
  const std::uint32_t since =
      media_time(now, clock_rate_hz_) - media_time(last_at_, clock_rate_hz_);
  return SenderInfo{.ntp = NtpTime::of(now),
                    .rtp_timestamp = last_timestamp_ + since,
                    .packet_count = static_cast<std::uint32_t>(packets_),
                    .octet_count = static_cast<std::uint32_t>(octets_)};
}

std::optional<Duration> SenderStatistics::round_trip(const ReportBlock& block, Instant now) {
  if (block.last_sr == 0) return std::nullopt;
  const std::uint32_t middle = NtpTime::of(now).middle() - block.last_sr - block.delay_since_sr;
  if (static_cast<std::int32_t>(middle) < 0) return std::nullopt;
  const Duration round_trip = duration_of_middle(middle);
  return round_trip <= kLongestRoundTrip ? std::optional(round_trip) : std::nullopt;
}

}  // namespace sidetone::rtc
