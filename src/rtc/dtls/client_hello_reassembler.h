#pragma once

#include "rtc/byte_order.h"

#include <optional>
#include <vector>

namespace sidetone::rtc {

/// Makes one record of a ClientHello that came in fragments, for a library that wants it whole.
/// A browser's hello is larger than one datagram, and its fragments come in any order.
/// [RFC6347 §4.2.3]
///
/// Bounded: a hello of one record, kMaxFragments fragments; then it starts anew, as it does for a
/// fragment of another message. Where fragments overlap, the first to bring a byte wins.
class ClientHelloReassembler {
 public:
  static constexpr std::size_t kMaxHello = 16'384 - 12;
  static constexpr std::size_t kMaxFragments = 16;

  /// Feeds a datagram of the client's first flight. Returns the hello as one datagram with one
  /// record and one unfragmented message once it is complete; a hello that came whole is returned
  /// as it came. Records of other kinds are skipped.
  [[nodiscard]] std::optional<std::vector<std::uint8_t>> handle_datagram(Bytes datagram);

 private:
  struct Fragment {
    std::uint16_t message_sequence = 0;
    std::size_t hello_size = 0;
    std::size_t offset = 0;
    Bytes data;
  };
  [[nodiscard]] static std::optional<Fragment> take_fragment(Bytes& record);
  /// Whether the hello is complete now.
  [[nodiscard]] bool add(const Fragment& fragment);
  [[nodiscard]] std::vector<std::uint8_t> whole_record(Bytes record_header) const;

  std::uint16_t message_sequence_ = 0;
  std::vector<std::uint8_t> hello_;
  std::vector<bool> have_;
  std::size_t missing_ = 0;
  std::size_t fragments_ = 0;
};

}  // namespace sidetone::rtc
