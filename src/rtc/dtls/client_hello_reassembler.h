#pragma once

#include "rtc/byte_order.h"

#include <optional>
#include <vector>

namespace sidetone::rtc {

/// Makes one record of a ClientHello that came in fragments, for a library that wants it whole.
/// A browser's hello is larger than one datagram and its fragments come in any order.
/// [RFC6347 §4.2.3]
///
/// Bounded: 16 kB and 16 fragments; overlapping fragments must agree in nothing, the first to
/// bring a byte wins. A fragment of another message sequence or length starts anew.
class ClientHelloReassembler {
 public:
  static constexpr std::size_t kMaxHello = 16'384 - 12;
  static constexpr std::size_t kMaxFragments = 16;

  /// Feeds a datagram of the client's first flight. Returns the hello as one datagram with one
  /// record and one unfragmented message when it is complete; a hello that came whole is
  /// returned as it came. Records of other kinds are skipped.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> handle_datagram(Bytes datagram);

 private:
  struct Fragment;
  [[nodiscard]] bool add(const Fragment& fragment);
  [[nodiscard]] std::vector<std::uint8_t> whole_record(const Fragment& last) const;

  std::uint16_t message_sequence_ = 0;
  std::vector<std::uint8_t> hello_;
  std::vector<bool> have_;
  std::size_t missing_ = 0;
  std::size_t fragments_ = 0;
};

}  // namespace sidetone::rtc
