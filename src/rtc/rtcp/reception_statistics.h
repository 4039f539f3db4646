#pragma once

#include "base/time.h"
#include "rtc/rtcp/rtcp_packets.h"

namespace sidetone::rtc {

/// What arrived of one source, and the report block that tells its sender. [RFC3550 §6.4, A.1,
/// A.3, A.8] One object per SSRC.
class ReceptionStatistics {
 public:
  ReceptionStatistics(Ssrc source, std::uint32_t clock_rate_hz);

  struct Arrival {
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    Instant at;
  };
  /// Each packet once it is known to be authentic, duplicates too.
  void handle_packet(const Arrival& arrival);
  void handle_sender_report(const SenderInfo& info, Instant now);

  /// Starts a new reporting interval.
  [[nodiscard]] ReportBlock report(Instant now);

  [[nodiscard]] Ssrc source() const { return source_; }
  [[nodiscard]] std::uint64_t packets_received() const { return received_; }
  /// Since the first packet; never negative.
  [[nodiscard]] std::uint64_t packets_lost() const;
  /// Interarrival jitter, as the RFC smooths it.
  [[nodiscard]] Duration jitter() const;

 private:
  [[nodiscard]] std::uint64_t expected() const;
  void restart(std::uint16_t sequence);
  [[nodiscard]] bool follow_sequence(std::uint16_t sequence);
  void follow_jitter(const Arrival& arrival);

  Ssrc source_;
  std::uint32_t clock_rate_hz_;
  bool started_ = false;
  std::uint16_t max_sequence_ = 0;
  std::uint32_t cycles_ = 0;  // Count of sequence number wraps, shifted left by 16.
  std::uint32_t base_sequence_ = 0;
  std::optional<std::uint16_t> jumped_to_;  // The sequence that confirms a restart.
  std::uint64_t received_ = 0;
  std::uint64_t expected_before_ = 0;
  std::uint64_t received_before_ = 0;
  std::optional<std::uint32_t> transit_;
  std::uint32_t jitter_16_ = 0;  // In clock units, times 16.
  std::uint32_t last_sr_ = 0;
  Instant last_sr_at_;
};

}  // namespace sidetone::rtc
