#pragma once

#include "base/expected.h"
#include "rtc/rtcp/rtcp_packets.h"

namespace sidetone::rtc {

enum class RtcpError : std::uint8_t {
  kTooShort,  // Ends inside a packet.
  kVersion,   // A packet that is not version 2.
  kPadding,   // Padding where only the last packet may have it, or more of it than packet.
  kContents,  // A typed packet whose counts exceed its length.
};

/// One packet of a compound, still in its bytes.
///
///    0                   1                   2                   3
///    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///   |V=2|P|  count  |      type     |       length in words − 1     |
struct RtcpPacketView {
  RtcpType type{};         // May be a value without a name; skip it.
  std::uint8_t count = 0;  // Report count, source count, or feedback format.
  Bytes body;              // After the four header bytes, without padding.
};

/// Walks through a compound packet. [RFC3550 §6.1, A.2] Reduced-size compounds, which do not
/// start with a report, are welcome. [RFC5506 §3.4.2]
///
///   auto reader = RtcpReader::open(datagram);
///   if (!reader) …;
///   while (auto packet = reader->next()) switch (packet->type) …
class RtcpReader {
 public:
  /// Checks all headers and lengths, so that next() cannot fail.
  [[nodiscard]] static Expected<RtcpReader, RtcpError> open(Bytes compound);

  /// The next packet; nothing at the end.
  [[nodiscard]] std::optional<RtcpPacketView> next();

 private:
  explicit RtcpReader(Bytes compound) : rest_(compound) {}

  Bytes rest_;
};

/// The typed contents of a packet with that type; kContents when it is cut short.
[[nodiscard]] Expected<RtcpReport, RtcpError> parse_report(const RtcpPacketView& packet);
/// The first chunk that has a CNAME; nothing when there is none.
[[nodiscard]] Expected<std::optional<SourceDescription>, RtcpError> parse_source_description(
    const RtcpPacketView& packet);
[[nodiscard]] Expected<Goodbye, RtcpError> parse_goodbye(const RtcpPacketView& packet);
[[nodiscard]] Expected<ExtendedReport, RtcpError> parse_extended_report(
    const RtcpPacketView& packet);

}  // namespace sidetone::rtc
