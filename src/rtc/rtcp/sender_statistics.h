#pragma once

#include "base/time.h"
#include "rtc/rtcp/rtcp_packets.h"

namespace sidetone::rtc {

/// Counts what we send of one stream, writes it into sender reports and reads the round-trip
/// time out of the answers. [RFC3550 §6.4.1]
class SenderStatistics {
 public:
  explicit SenderStatistics(std::uint32_t clock_rate_hz) : clock_rate_hz_(clock_rate_hz) {}

  struct Sent {
    std::uint32_t timestamp = 0;
    std::size_t payload_size = 0;
    Instant at;
  };
  void handle_sent(const Sent& packet);

  /// Nothing before the first packet: we are no sender yet.
  [[nodiscard]] std::optional<SenderInfo> info(Instant now) const;

  /// A block about our stream: "subtracting … A − LSR − DLSR" gives the round trip. Nothing for
  /// a block that answers no report, or answers before it was asked.
  [[nodiscard]] static std::optional<Duration> round_trip(const ReportBlock& block, Instant now);

  [[nodiscard]] std::uint64_t packets_sent() const { return packets_; }
  [[nodiscard]] std::uint64_t octets_sent() const { return octets_; }

 private:
  std::uint32_t clock_rate_hz_;
  std::uint64_t packets_ = 0;
  std::uint64_t octets_ = 0;
  std::uint32_t last_timestamp_ = 0;
  Instant last_at_;
};

}  // namespace sidetone::rtc
