#pragma once

#include "base/time.h"
#include "rtc/rtcp/sender_statistics.h"
#include "rtc/rtp/rtp_writer.h"

#include <cstdint>
#include <optional>

namespace sidetone::media {

/// The one RTP stream that we send to a peer: its SSRC never changes, and its sequence numbers and
/// timestamps go on without a seam whoever speaks: another leg's packets passed through, then a
/// tone of ours, then another leg [RFC3550 §5.1].
class OutboundStream {
 public:
  struct Numbers {
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
  };
  OutboundStream(rtc::Ssrc ssrc, const Numbers& first, Instant now);

  /// Who speaks now: what follows is numbered on from here, with the marker set.
  void change_source() { source_.reset(); }

  /// The header for a packet of another stream, passed through. A jump of its SSRC or sequence is
  /// a change of source. Nothing for a packet from before that change: its number is spent.
  [[nodiscard]] std::optional<rtc::RtpHeader> pass(const rtc::RtpHeader& original,
                                                   std::uint32_t clock_hz, Instant now);
  /// The header for a packet made here. `ticks` is the packet's place on its maker's own time line.
  struct Made {
    std::uint8_t payload_type = 0;
    std::uint32_t ticks = 0;
    bool marker = false;
  };
  [[nodiscard]] rtc::RtpHeader make(const Made& packet, std::uint32_t clock_hz, Instant now);

  /// The header for one packet of a telephone event: `ticks` is the event's own timestamp, the same
  /// for all of its packets. What follows is a change of source.
  [[nodiscard]] rtc::RtpHeader make_event(const Made& packet);
  /// For each packet of an event, made here or passed through: it says nothing about where the
  /// stream stands now.
  void handle_event_sent(const rtc::RtpHeader& header, std::size_t payload_size, Instant now);

  void handle_sent(const rtc::RtpHeader& header, std::size_t payload_size, Instant now);
  [[nodiscard]] std::optional<rtc::SenderInfo> info(Instant now) const;
  [[nodiscard]] std::uint64_t packets_sent() const { return packets_; }
  [[nodiscard]] std::uint64_t octets_sent() const { return octets_; }
  [[nodiscard]] rtc::Ssrc ssrc() const { return ssrc_; }
  /// Where a packet made now would stand: for events that begin now.
  [[nodiscard]] std::uint32_t timestamp_at(Instant now) const;

 private:
  struct Source {
    std::optional<rtc::Ssrc> original;  ///< None: made here.
    std::uint16_t newest = 0;           ///< Its newest sequence number.
    std::int64_t ahead = 0;             ///< How far that is past its first one.
    std::uint16_t sequence_offset = 0;
    std::uint32_t timestamp_offset = 0;
  };

  void begin(const Source& source, std::uint32_t clock_hz, Instant now,
             const Numbers& first_of_source);

  rtc::Ssrc ssrc_;
  Numbers last_;
  Instant last_at_;
  bool sent_any_ = false;
  std::uint32_t clock_hz_ = 8'000;
  std::optional<Source> source_;
  std::optional<rtc::SenderStatistics> statistics_;
  std::uint64_t packets_ = 0;
  std::uint64_t octets_ = 0;
};

}  // namespace sidetone::media
