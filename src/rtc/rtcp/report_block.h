#pragma once

#include "rtc/byte_order.h"
#include "rtc/rtp/ssrc.h"

namespace sidetone::rtc {

/// How one source was received: part of sender and receiver reports. [RFC3550 §6.4.1]
///
///   |                 SSRC_1 (SSRC of first source)                 |
///   | fraction lost |       cumulative number of packets lost       |
///   |           extended highest sequence number received           |
///   |                      interarrival jitter                      |
///   |                         last SR (LSR)                         |
///   |                   delay since last SR (DLSR)                  |
struct ReportBlock {
  static constexpr std::size_t kSize = 24;

  Ssrc source{};
  std::uint8_t fraction_lost = 0;      // In 1/256, since the last report.
  std::int32_t cumulative_lost = 0;    // 24 bits; negative when duplicates came.
  std::uint32_t highest_sequence = 0;  // Extended by the count of its wraps.
  std::uint32_t jitter = 0;            // In the media's clock.
  std::uint32_t last_sr = 0;           // Middle of the NTP time of the last SR; 0: none.
  std::uint32_t delay_since_sr = 0;    // In 1/65536 s.

  /// From and to exactly kSize bytes.
  [[nodiscard]] static ReportBlock parse(Bytes bytes);
  void write(MutableBytes bytes) const;

  bool operator==(const ReportBlock&) const = default;
};

}  // namespace sidetone::rtc
