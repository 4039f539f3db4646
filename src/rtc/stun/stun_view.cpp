#include "rtc/stun/stun_view.h"

#include "rtc/crypto/hmac.h"
#include "rtc/stun/crc32.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kAttributeHeader = 4;
constexpr std::size_t kMaxUnknown = 8;
constexpr std::uint32_t kFingerprintXor = 0x5354'554E;
constexpr std::uint8_t kFamilyV4 = 1, kFamilyV6 = 2;

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

bool is_integrity(StunAttribute type) {
  return type == StunAttribute::kMessageIntegrity || type == StunAttribute::kMessageIntegritySha256;
}

// What is signed: all before the attribute, with a length field that ends behind it.
// [RFC8489 §14.5] "The Length field of the STUN message header is adjusted to point to the end of
// the MESSAGE-INTEGRITY attribute."
template <typename Hmac>
typename Hmac::Digest signature_of(Bytes message, std::size_t attribute_at,
                                   std::size_t attribute_end, Bytes key) {
  std::array<std::uint8_t, kStunHeader> header;
  std::copy_n(message.begin(), kStunHeader, header.begin());
  store_u16(header, 2, static_cast<std::uint16_t>(attribute_end - kStunHeader));
  return Hmac(key).sign(header, message.subspan(kStunHeader, attribute_at - kStunHeader));
}

}  // namespace

Expected<StunView, StunError> StunView::parse(Bytes datagram) {
  if (datagram.size() < kStunHeader) return unexpected(StunError::kTooShort);
  if (datagram[0] >> 6 != 0) return unexpected(StunError::kType);
  if (load_u32(datagram, 4) != kStunMagicCookie) return unexpected(StunError::kCookie);
  const std::size_t length = load_u16(datagram, 2);
  if (length % 4 != 0 || length != datagram.size() - kStunHeader) {
    return unexpected(StunError::kLength);
  }
  const StunView view(datagram);
  std::size_t offset = kStunHeader;
  for (std::size_t count = 0; offset < datagram.size(); ++count) {
    const auto found = view.at(offset);
    if (!found || count == kMaxAttributes) return unexpected(StunError::kAttribute);
    offset += kAttributeHeader + padded(found->value.size());
  }
  return view;
}

std::optional<StunView::Found> StunView::at(std::size_t offset) const {
  if (offset + kAttributeHeader > message_.size()) return std::nullopt;
  const std::size_t size = load_u16(message_, offset + 2);
  if (offset + kAttributeHeader + padded(size) > message_.size()) return std::nullopt;
  return Found{.type = StunAttribute{load_u16(message_, offset)},
               .at = offset,
               .value = message_.subspan(offset + kAttributeHeader, size)};
}

std::optional<StunView::Found> StunView::next(std::optional<Found> previous) const {
  std::size_t offset = kStunHeader;
  if (previous) offset = previous->at + kAttributeHeader + padded(previous->value.size());
  auto found = at(offset);
  if (found) found->is_signed = !previous || (previous->is_signed && !is_integrity(previous->type));
  return found;
}

std::optional<StunView::Found> StunView::locate(StunAttribute attribute) const {
  // [RFC8489 §14.5] "With the exception of the MESSAGE-INTEGRITY-SHA256 and FINGERPRINT
  // attributes … agents MUST ignore all other attributes that follow MESSAGE-INTEGRITY."
  const bool may_follow = is_integrity(attribute) || attribute == StunAttribute::kFingerprint;
  for (auto found = next({}); found; found = next(found)) {
    if (found->type == attribute && (found->is_signed || may_follow)) return found;
  }
  return std::nullopt;
}

// [RFC8489 §5] the class's two bits stand within the method's twelve:
//   0 0 M11 M10 M9 M8 M7 C1 M6 M5 M4 C0 M3 M2 M1 M0
StunClass StunView::message_class() const {
  const std::uint16_t type = load_u16(message_, 0);
  return StunClass{static_cast<std::uint8_t>((type >> 7 & 2) | (type >> 4 & 1))};
}

StunMethod StunView::method() const {
  const std::uint16_t type = load_u16(message_, 0);
  return StunMethod{
      static_cast<std::uint16_t>((type & 0x000F) | (type >> 1 & 0x0070) | (type >> 2 & 0x0F80))};
}

StunTransactionId StunView::transaction_id() const {
  StunTransactionId id;
  std::ranges::copy(message_.subspan(8, id.size()), id.begin());
  return id;
}

std::optional<Bytes> StunView::find(StunAttribute attribute) const {
  const auto found = locate(attribute);
  return found ? std::optional(found->value) : std::nullopt;
}

std::vector<StunAttribute> StunView::unknown_attributes(
    std::span<const StunAttribute> known) const {
  std::vector<StunAttribute> unknown;
  for (auto found = next({}); found && found->is_signed; found = next(found)) {
    if (!comprehension_required(found->type) || unknown.size() == kMaxUnknown) continue;
    if (std::ranges::find(known, found->type) != known.end()) continue;
    if (std::ranges::find(unknown, found->type) == unknown.end()) unknown.push_back(found->type);
  }
  return unknown;
}

std::optional<std::string_view> StunView::text(StunAttribute attribute) const {
  const auto value = find(attribute);
  return value ? std::optional(text_of(*value)) : std::nullopt;
}

std::optional<std::uint32_t> StunView::u32(StunAttribute attribute) const {
  const auto value = find(attribute);
  if (!value || value->size() != 4) return std::nullopt;
  return load_u32(*value, 0);
}

std::optional<std::uint64_t> StunView::u64(StunAttribute attribute) const {
  const auto value = find(attribute);
  if (!value || value->size() != 8) return std::nullopt;
  return load_u64(*value, 0);
}

std::optional<SocketAddress> StunView::address(StunAttribute attribute) const {
  const auto value = find(attribute);
  if (!value || value->size() < 8) return std::nullopt;
  const bool v4 = (*value)[1] == kFamilyV4 && value->size() == 8;
  const bool v6 = (*value)[1] == kFamilyV6 && value->size() == 20;
  if (!v4 && !v6) return std::nullopt;
  std::array<std::uint8_t, 18> plain{};  // Port, then address.
  std::ranges::copy(value->subspan(2), plain.begin());
  if (attribute != StunAttribute::kMappedAddress) {
    // [RFC8489 §14.2] the port is XORed with the cookie's first half, the address with cookie
    // and transaction ID, which follow each other in the header.
    for (std::size_t i = 0; i < 2; ++i) plain[i] ^= message_[4 + i];
    for (std::size_t i = 0; i < 16; ++i) plain[2 + i] ^= message_[4 + i];
  }
  const std::uint16_t port = load_u16(plain, 0);
  if (v4) return SocketAddress{IpAddress::v4({plain[2], plain[3], plain[4], plain[5]}), port};
  std::array<std::uint8_t, 16> ip;
  std::copy_n(plain.begin() + 2, ip.size(), ip.begin());
  return SocketAddress{IpAddress::v6(ip), port};
}

std::optional<int> StunView::error_code() const {
  const auto value = find(StunAttribute::kErrorCode);
  if (!value || value->size() < 4) return std::nullopt;
  const int hundreds = (*value)[2] & 0x07, rest = (*value)[3];
  if (hundreds < 3 || hundreds > 6 || rest > 99) return std::nullopt;
  return hundreds * 100 + rest;
}

bool StunView::has_integrity(Bytes key) const {
  const auto found = locate(StunAttribute::kMessageIntegrity);
  constexpr std::size_t kSize = std::tuple_size_v<HmacSha1::Digest>;
  if (!found || found->value.size() != kSize) return false;
  const auto expected =
      signature_of<HmacSha1>(message_, found->at, found->at + kAttributeHeader + kSize, key);
  return equal_in_constant_time(expected, found->value);
}

bool StunView::has_integrity_sha256(Bytes key) const {
  const auto found = locate(StunAttribute::kMessageIntegritySha256);
  constexpr std::size_t kSize = std::tuple_size_v<HmacSha256::Digest>;
  // [RFC8489 §14.6] "The value must be the full 32 bytes unless the STUN Usage explicitly
  // specifies that truncation is allowed": neither ICE nor TURN does.
  if (!found || found->value.size() != kSize) return false;
  const auto expected =
      signature_of<HmacSha256>(message_, found->at, found->at + kAttributeHeader + kSize, key);
  return equal_in_constant_time(expected, found->value);
}

bool StunView::has_fingerprint() const {
  const auto found = locate(StunAttribute::kFingerprint);
  if (!found || found->value.size() != 4) return false;
  if (found->at + kAttributeHeader + 4 != message_.size()) return false;
  return (crc32(message_.first(found->at)) ^ kFingerprintXor) == load_u32(found->value, 0);
}

std::string_view local_ufrag_of(const StunView& request) {
  const std::string_view username = request.text(StunAttribute::kUsername).value_or("");
  return username.substr(0, username.find(':'));
}

}  // namespace sidetone::rtc
