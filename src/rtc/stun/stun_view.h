#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "rtc/byte_order.h"
#include "rtc/stun/stun_types.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sidetone::rtc {

enum class StunError : std::uint8_t {
  kTooShort,   // Less than a header.
  kType,       // The two leading bits are not zero.
  kCookie,     // No magic cookie: classic STUN or something else.
  kLength,     // The length field is not that of the datagram.
  kAttribute,  // An attribute runs past the end, or there are more than kMaxAttributes.
};

/// Reads a STUN message where it lies. [RFC8489 §5]
///
///    0                   1                   2                   3
///    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///   |0 0|     STUN Message Type     |         Message Length        |
///   |                         Magic Cookie                          |
///   |                     Transaction ID (96 bits)                  |
///   |  attributes: type, length, value, padding to four bytes  …
///
/// Valid as long as the bytes are. Of several attributes of one type the first counts
/// [RFC8489 §14], and what stands after an integrity attribute is not seen, except another
/// integrity attribute and the fingerprint [RFC8489 §14.5].
class StunView {
 public:
  static constexpr std::size_t kMaxAttributes = 64;

  [[nodiscard]] static Expected<StunView, StunError> parse(Bytes datagram);

  [[nodiscard]] StunClass message_class() const;
  [[nodiscard]] StunMethod method() const;
  [[nodiscard]] bool is(StunClass wanted_class, StunMethod wanted_method) const {
    return message_class() == wanted_class && method() == wanted_method;
  }
  [[nodiscard]] StunTransactionId transaction_id() const;

  /// The value of an attribute, without padding.
  [[nodiscard]] std::optional<Bytes> find(StunAttribute attribute) const;
  /// Types of the comprehension-required attributes that are not in `known`, at most eight.
  [[nodiscard]] std::vector<StunAttribute> unknown_attributes(
      std::span<const StunAttribute> known) const;

  /// Text, number and address attributes; nothing when missing or of a wrong length.
  [[nodiscard]] std::optional<std::string_view> text(StunAttribute attribute) const;
  [[nodiscard]] std::optional<std::uint32_t> u32(StunAttribute attribute) const;
  [[nodiscard]] std::optional<std::uint64_t> u64(StunAttribute attribute) const;
  /// MAPPED-ADDRESS, and with the XOR undone the XOR-…-ADDRESS kind. [RFC8489 §14.1, §14.2]
  [[nodiscard]] std::optional<SocketAddress> address(StunAttribute attribute) const;
  /// 300..699. [RFC8489 §14.8]
  [[nodiscard]] std::optional<int> error_code() const;

  /// Whether MESSAGE-INTEGRITY is there and right. [RFC8489 §14.5]
  [[nodiscard]] bool has_integrity(Bytes key) const;
  /// Whether MESSAGE-INTEGRITY-SHA256 is there, whole, and right. [RFC8489 §14.6]
  [[nodiscard]] bool has_integrity_sha256(Bytes key) const;
  /// Whether FINGERPRINT is there, last, and right. [RFC8489 §14.7]
  [[nodiscard]] bool has_fingerprint() const;

  [[nodiscard]] Bytes bytes() const { return message_; }

 private:
  struct Found {
    StunAttribute type{};
    std::size_t at = 0;  // Offset of the attribute's header.
    Bytes value;
    bool is_signed = true;  // Stands before or is the first integrity attribute.
  };
  explicit StunView(Bytes message) : message_(message) {}
  [[nodiscard]] std::optional<Found> at(std::size_t offset) const;
  /// The attribute after `previous`, or the first.
  [[nodiscard]] std::optional<Found> next(std::optional<Found> previous) const;
  [[nodiscard]] std::optional<Found> locate(StunAttribute attribute) const;

  Bytes message_;
};

/// The user that a check is for: what stands before the colon of USERNAME is the receiver's
/// ufrag [RFC8445 §7.2.2]. Empty without one. Not authenticated: for routing only.
[[nodiscard]] std::string_view local_ufrag_of(const StunView& request);

}  // namespace sidetone::rtc
