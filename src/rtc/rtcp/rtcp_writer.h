#pragma once

#include "rtc/rtcp/rtcp_packets.h"

namespace sidetone::rtc {

/// Builds a compound packet in a buffer of the caller's; allocates nothing. A packet that does
/// not fit is left out whole, and overflowed() tells.
///
/// The caller's duty [RFC3550 §6.1]: first a report, then a source description.
class RtcpWriter {
 public:
  explicit RtcpWriter(MutableBytes buffer) : buffer_(buffer) {}

  /// A sender report with `info`, a receiver report without. At most kRtcpMaxReports blocks.
  void add_report(const RtcpReport& report);
  /// CNAME up to 255 bytes.
  void add_source_description(const SourceDescription& description);
  /// Reason up to 255 bytes.
  void add_goodbye(const Goodbye& goodbye);
  /// An extended report with the blocks that are set.
  void add_extended_report(const ExtendedReport& report);

  [[nodiscard]] Bytes bytes() const { return buffer_.first(size_); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  /// The body of a new packet of `size` bytes, a multiple of four, with its header written and
  /// zeros; empty if there is no space.
  [[nodiscard]] MutableBytes begin(RtcpType type, std::size_t count, std::size_t size);

  MutableBytes buffer_;
  std::size_t size_ = 0;
  bool overflowed_ = false;
};

}  // namespace sidetone::rtc
