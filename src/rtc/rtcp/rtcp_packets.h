#pragma once

#include "rtc/rtcp/ntp_time.h"
#include "rtc/rtcp/report_block.h"

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace sidetone::rtc {

/// Packet types. [RFC3550 §12.1, RFC4585 §6.1, RFC3611 §2]
enum class RtcpType : std::uint8_t {
  kSenderReport = 200,
  kReceiverReport = 201,
  kSourceDescription = 202,
  kGoodbye = 203,
  kApplication = 204,
  kTransportFeedback = 205,
  kPayloadFeedback = 206,
  kExtendedReport = 207,
};

inline constexpr std::size_t kRtcpMaxReports = 31;

/// The report blocks of one packet, without allocation.
class ReportBlocks {
 public:
  void add(const ReportBlock& block) {
    if (count_ < blocks_.size()) blocks_[count_++] = block;
  }
  [[nodiscard]] std::span<const ReportBlock> all() const { return {blocks_.data(), count_}; }

 private:
  std::array<ReportBlock, kRtcpMaxReports> blocks_{};
  std::size_t count_ = 0;
};

/// What a sender says of its own stream. [RFC3550 §6.4.1]
struct SenderInfo {
  NtpTime ntp;
  std::uint32_t rtp_timestamp = 0;  // The same moment in the media's clock.
  std::uint32_t packet_count = 0;
  std::uint32_t octet_count = 0;  // Payload only.

  bool operator==(const SenderInfo&) const = default;
};

/// Sender report, or receiver report when `info` is missing. [RFC3550 §6.4]
struct RtcpReport {
  Ssrc sender{};
  std::optional<SenderInfo> info;
  ReportBlocks blocks;
};

/// One chunk of a source description; other items than CNAME are skipped. [RFC3550 §6.5]
struct SourceDescription {
  Ssrc source{};
  std::string_view cname;  // In the packet's bytes.
};

/// The SSRCs that left. [RFC3550 §6.6]
struct Goodbye {
  std::array<Ssrc, kRtcpMaxReports> sources{};
  std::size_t count = 0;
  std::string_view reason;  // In the packet's bytes.
};

/// An element of a delay-since-last-RRT block. [RFC3611 §4.5]
struct DelaySinceReceiverTime {
  Ssrc receiver{};
  std::uint32_t last_rr = 0;         // Middle of the NTP time of the last RRT; 0: none.
  std::uint32_t delay_since_rr = 0;  // In 1/65536 s.

  bool operator==(const DelaySinceReceiverTime&) const = default;
};

/// Call quality as the other side measured it; rates in 1/256, times in ms. [RFC3611 §4.7]
struct VoipMetrics {
  Ssrc source{};
  std::uint8_t loss_rate = 0;
  std::uint8_t discard_rate = 0;
  std::uint8_t burst_density = 0;
  std::uint8_t gap_density = 0;
  std::uint16_t burst_duration = 0;
  std::uint16_t gap_duration = 0;
  std::uint16_t round_trip_delay = 0;
  std::uint16_t end_system_delay = 0;
  std::uint8_t signal_level = 127;  // dBm0, signed; 127: not measured. Also the next two.
  std::uint8_t noise_level = 127;
  std::uint8_t rerl = 127;
  std::uint8_t gmin = 16;
  std::uint8_t r_factor = 127;
  std::uint8_t external_r_factor = 127;
  std::uint8_t mos_lq = 127;  // In tenths: 10..50.
  std::uint8_t mos_cq = 127;
  std::uint8_t receiver_config = 0;
  std::uint16_t jitter_buffer_nominal = 0;
  std::uint16_t jitter_buffer_maximum = 0;
  std::uint16_t jitter_buffer_absolute_maximum = 0;

  bool operator==(const VoipMetrics&) const = default;
};

/// Extended report: the blocks that telephony uses; others are skipped. [RFC3611 §2]
struct ExtendedReport {
  Ssrc sender{};
  std::optional<NtpTime> receiver_time;  // [RFC3611 §4.4]
  std::array<DelaySinceReceiverTime, kRtcpMaxReports> delays{};
  std::size_t delay_count = 0;
  std::optional<VoipMetrics> voip;  // The first one.
};

}  // namespace sidetone::rtc
