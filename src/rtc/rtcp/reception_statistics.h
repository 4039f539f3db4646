#pragma once

#include "base/time.h"
#include "rtc/rtcp/rtcp_packets.h"

namespace sidetone::rtc {

/// What arrived of one source, and the report block that tells its sender.
/// [RFC3550 §6.4.1, A.1, A.3, A.8] One object per SSRC.
class ReceptionStatistics {
 public:
  ReceptionStatistics(Ssrc source, std::uint32_t clock_rate_hz)
      : source_(source), clock_rate_hz_(clock_rate_hz) {}

  struct Arrival {
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    Instant at;
    /// Its timestamp tells when it was made. That of a telephone event tells when the key went
    /// down: such packets are counted, but jitter is not measured with them.
    bool timed = true;
  };
  /// Each packet once it is known to be authentic, duplicates too.
  void handle_packet(const Arrival& arrival);
  /// The source has changed its codec: its timestamps tick at this rate from now on.
  void set_clock_rate(std::uint32_t clock_rate_hz);
  void handle_sender_report(const SenderInfo& info, Instant now);

  /// Starts a new reporting interval.
  [[nodiscard]] ReportBlock report(Instant now);

  [[nodiscard]] Ssrc source() const { return source_; }
  /// Since the first packet, also over restarts of the sequence.
  [[nodiscard]] std::uint64_t packets_received() const { return before_.received + received_; }
  /// Never seen: unlike in a report block [RFC3550 A.3] a packet that came twice, both times among
  /// the newest 64, does not make up for another one.
  [[nodiscard]] std::uint64_t packets_lost() const;
  /// Interarrival jitter, as the RFC smooths it.
  [[nodiscard]] Duration jitter() const;

 private:
  struct Counts {
    std::uint64_t received = 0;
    std::uint64_t lost = 0;
  };
  struct Interval {
    std::uint64_t expected = 0;
    std::uint64_t received = 0;
  };

  [[nodiscard]] std::uint64_t extended_highest() const { return cycles_ + max_sequence_; }
  [[nodiscard]] std::uint64_t expected() const;
  [[nodiscard]] std::uint64_t lost_of_this_sequence() const;
  [[nodiscard]] std::uint8_t fraction_lost() const;
  [[nodiscard]] bool follow_sequence(std::uint16_t sequence);
  void note_duplicate(std::uint16_t behind);
  void start(std::uint16_t sequence);
  void follow_jitter(const Arrival& arrival);

  Ssrc source_;
  std::uint32_t clock_rate_hz_;
  bool started_ = false;
  std::uint16_t base_sequence_ = 0;
  std::uint16_t max_sequence_ = 0;
  std::uint64_t cycles_ = 0;  // Wraps of the sequence, times 2^16.
  std::optional<std::uint16_t> confirms_jump_;
  std::uint64_t received_ = 0;    // Since start().
  std::uint64_t duplicates_ = 0;  // Of those.
  std::uint64_t seen_ = 0;        // Bit n: the packet n before max_sequence_ came.
  Counts before_;                 // Of the sequences before the last start().
  Interval reported_;
  std::optional<std::uint32_t> transit_;
  std::uint32_t jitter_16_ = 0;  // In clock units, times 16.
  std::uint32_t last_sr_ = 0;
  Instant last_sr_at_;
};

}  // namespace sidetone::rtc
