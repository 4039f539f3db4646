#include "rtc/rtcp/reception_statistics.h"

#include "rtc/rtcp/media_clock.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

// [RFC3550 A.1] what a gap may be before it counts as a restart of the source.
constexpr std::uint16_t kMaxDropout = 3000;
constexpr std::uint16_t kMaxMisorder = 100;
// [RFC3550 §6.4.1] the loss has 24 bits with sign.
constexpr std::int64_t kMostLost = 0x7F'FFFF, kLeastLost = -0x80'0000;

}  // namespace

void ReceptionStatistics::handle_packet(const Arrival& arrival) {
  if (!started_) {
    started_ = true;
    start(arrival.sequence);
  }
  if (!follow_sequence(arrival.sequence)) return;
  ++received_;
  if (arrival.timed) follow_jitter(arrival);
}

void ReceptionStatistics::set_clock_rate(std::uint32_t clock_rate_hz) {
  if (clock_rate_hz == clock_rate_hz_) return;
  jitter_16_ =
      static_cast<std::uint32_t>(std::uint64_t{jitter_16_} * clock_rate_hz / clock_rate_hz_);
  clock_rate_hz_ = clock_rate_hz;
  transit_.reset();
}

void ReceptionStatistics::start(std::uint16_t sequence) {
  before_.received += received_;
  before_.lost += lost_of_this_sequence();
  base_sequence_ = max_sequence_ = sequence;
  cycles_ = 0;
  received_ = duplicates_ = seen_ = 0;
  reported_ = {};
  confirms_jump_.reset();
  transit_.reset();
}

bool ReceptionStatistics::follow_sequence(std::uint16_t sequence) {
  const auto ahead = static_cast<std::uint16_t>(sequence - max_sequence_);
  if (ahead < kMaxDropout) {
    if (sequence < max_sequence_) cycles_ += 1 << 16;
    max_sequence_ = sequence;
    seen_ = ahead < 64 ? seen_ << ahead : 0;
    note_duplicate(0);
    return true;
  }
  if (ahead > (1 << 16) - kMaxMisorder) {  // Late or twice.
    note_duplicate(static_cast<std::uint16_t>(0 - ahead));
    return true;
  }
  // [RFC3550 A.1] "Two sequential packets -- assume that the other side restarted without telling
  // us so just re-sync".
  if (confirms_jump_ == sequence) {
    start(sequence);
    note_duplicate(0);
    return true;
  }
  confirms_jump_ = static_cast<std::uint16_t>(sequence + 1);
  return false;
}

void ReceptionStatistics::note_duplicate(std::uint16_t behind) {
  if (behind >= 64) return;
  const std::uint64_t bit = std::uint64_t{1} << behind;
  if ((seen_ & bit) != 0) ++duplicates_;
  seen_ |= bit;
}

void ReceptionStatistics::follow_jitter(const Arrival& arrival) {
  const std::uint32_t transit = media_time(arrival.at, clock_rate_hz_) - arrival.timestamp;
  if (transit_) {
    const auto change = static_cast<std::int32_t>(transit - *transit_);
    const std::uint32_t distance =
        change < 0 ? 0 - static_cast<std::uint32_t>(change) : static_cast<std::uint32_t>(change);
    // [RFC3550 A.8] "s->jitter += d - ((s->jitter + 8) >> 4);"
    jitter_16_ += distance - ((jitter_16_ + 8) >> 4);
  }
  transit_ = transit;
}

void ReceptionStatistics::handle_sender_report(const SenderInfo& info, Instant now) {
  last_sr_ = info.ntp.middle();
  last_sr_at_ = now;
}

ReportBlock ReceptionStatistics::report(Instant now) {
  const auto lost = static_cast<std::int64_t>(expected()) - static_cast<std::int64_t>(received_);
  const ReportBlock block{
      .source = source_,
      .fraction_lost = fraction_lost(),
      .cumulative_lost = static_cast<std::int32_t>(std::clamp(lost, kLeastLost, kMostLost)),
      .highest_sequence = static_cast<std::uint32_t>(extended_highest()),
      .jitter = jitter_16_ >> 4,
      .last_sr = last_sr_,
      // [RFC3550 §6.4.1] "If no SR packet has been received yet from SSRC_n, the DLSR field is
      // set to zero."
      .delay_since_sr = last_sr_ == 0 ? 0 : middle_of_duration(now - last_sr_at_)};
  reported_ = {.expected = expected(), .received = received_};
  return block;
}

// [RFC3550 A.3] of the packets expected since the last report; late ones may make it negative,
// which is written as zero.
std::uint8_t ReceptionStatistics::fraction_lost() const {
  const std::uint64_t expected_now = expected() - reported_.expected;
  const std::uint64_t received_now = received_ - reported_.received;
  if (expected_now == 0 || received_now >= expected_now) return 0;
  const std::uint64_t fraction = ((expected_now - received_now) << 8) / expected_now;
  return static_cast<std::uint8_t>(std::min<std::uint64_t>(fraction, 255));
}

std::uint64_t ReceptionStatistics::expected() const {
  return started_ ? extended_highest() - base_sequence_ + 1 : 0;
}

std::uint64_t ReceptionStatistics::lost_of_this_sequence() const {
  const std::uint64_t different = received_ - duplicates_;
  return received_ == 0 || different >= expected() ? 0 : expected() - different;
}

std::uint64_t ReceptionStatistics::packets_lost() const {
  return before_.lost + lost_of_this_sequence();
}

Duration ReceptionStatistics::jitter() const {
  return Duration(std::int64_t{jitter_16_ >> 4} * 1'000'000 / clock_rate_hz_);
}

}  // namespace sidetone::rtc
