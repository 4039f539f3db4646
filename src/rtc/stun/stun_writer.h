#pragma once

#include "base/address.h"
#include "rtc/byte_order.h"
#include "rtc/stun/stun_types.h"

#include <span>
#include <string_view>
#include <vector>

namespace sidetone::rtc {

/// Builds a STUN message; attributes stand in the order of the calls. [RFC8489 §5, §14]
/// Integrity comes after all others, the fingerprint last.
class StunWriter {
 public:
  struct Head {
    StunClass message_class{};
    StunMethod method = StunMethod::kBinding;
    StunTransactionId transaction_id{};
  };
  explicit StunWriter(const Head& head);

  StunWriter& add(StunAttribute attribute, Bytes value);
  StunWriter& add_text(StunAttribute attribute, std::string_view text);
  StunWriter& add_flag(StunAttribute attribute) { return add(attribute, {}); }
  StunWriter& add_u32(StunAttribute attribute, std::uint32_t value);
  StunWriter& add_u64(StunAttribute attribute, std::uint64_t value);
  /// Plain for MAPPED-ADDRESS, XORed for all others.
  StunWriter& add_address(StunAttribute attribute, const SocketAddress& address);
  StunWriter& add_error(int code, std::string_view reason);
  StunWriter& add_unknown_attributes(std::span<const StunAttribute> attributes);

  StunWriter& add_integrity(Bytes key);
  StunWriter& add_integrity_sha256(Bytes key);
  StunWriter& add_fingerprint();

  /// The message so far.
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }
  [[nodiscard]] std::vector<std::uint8_t> take() { return std::move(bytes_); }

 private:
  void set_length(std::size_t size);

  std::vector<std::uint8_t> bytes_;
};

}  // namespace sidetone::rtc
