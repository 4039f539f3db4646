#include "rtc/stun/stun_writer.h"

#include "rtc/crypto/hmac.h"
#include "rtc/stun/crc32.h"

#include <array>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kAttributeHeader = 4;
constexpr std::size_t kTypicalSize = 128;  // One allocation for a binding response.
constexpr std::uint32_t kFingerprintXor = 0x5354'554E;

std::uint16_t type_bits(StunClass message_class, StunMethod method) {
  const auto c = static_cast<std::uint16_t>(message_class);
  const auto m = static_cast<std::uint16_t>(method);
  return static_cast<std::uint16_t>((m & 0x000F) | (m & 0x0070) << 1 | (m & 0x0F80) << 2 |
                                    (c & 1) << 4 | (c & 2) << 7);
}

}  // namespace

StunWriter::StunWriter(const Head& head) {
  bytes_.reserve(kTypicalSize);
  bytes_.resize(kStunHeader);
  store_u16(bytes_, 0, type_bits(head.message_class, head.method));
  store_u32(bytes_, 4, kStunMagicCookie);
  std::copy(head.transaction_id.begin(), head.transaction_id.end(), bytes_.begin() + 8);
}

StunWriter& StunWriter::add(StunAttribute attribute, Bytes value) {
  std::array<std::uint8_t, kAttributeHeader> header;
  store_u16(header, 0, static_cast<std::uint16_t>(attribute));
  store_u16(header, 2, static_cast<std::uint16_t>(value.size()));
  bytes_.insert(bytes_.end(), header.begin(), header.end());
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  bytes_.resize((bytes_.size() + 3) & ~std::size_t{3});
  set_length(bytes_.size());
  return *this;
}

StunWriter& StunWriter::add_text(StunAttribute attribute, std::string_view text) {
  return add(attribute, bytes_of(text));
}

StunWriter& StunWriter::add_u32(StunAttribute attribute, std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes;
  store_u32(bytes, 0, value);
  return add(attribute, bytes);
}

StunWriter& StunWriter::add_u64(StunAttribute attribute, std::uint64_t value) {
  std::array<std::uint8_t, 8> bytes;
  store_u64(bytes, 0, value);
  return add(attribute, bytes);
}

StunWriter& StunWriter::add_address(StunAttribute attribute, const SocketAddress& address) {
  std::array<std::uint8_t, 20> value{};
  const std::size_t ip_size = address.ip.is_v6() ? 16 : 4;
  value[1] = address.ip.is_v6() ? 2 : 1;
  store_u16(value, 2, address.port);
  std::copy_n(address.ip.bytes().begin(), ip_size, value.begin() + 4);
  if (attribute != StunAttribute::kMappedAddress) {
    for (std::size_t i = 0; i < 2; ++i) value[2 + i] ^= bytes_[4 + i];
    for (std::size_t i = 0; i < ip_size; ++i) value[4 + i] ^= bytes_[4 + i];
  }
  return add(attribute, Bytes(value).first(4 + ip_size));
}

StunWriter& StunWriter::add_error(int code, std::string_view reason) {
  std::vector<std::uint8_t> value{0, 0, static_cast<std::uint8_t>(code / 100),
                                  static_cast<std::uint8_t>(code % 100)};
  value.insert(value.end(), reason.begin(), reason.end());
  return add(StunAttribute::kErrorCode, value);
}

StunWriter& StunWriter::add_unknown_attributes(std::span<const StunAttribute> attributes) {
  std::vector<std::uint8_t> value(2 * attributes.size());
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    store_u16(value, 2 * i, static_cast<std::uint16_t>(attributes[i]));
  }
  return add(StunAttribute::kUnknownAttributes, value);
}

StunWriter& StunWriter::add_integrity(Bytes key) {
  set_length(bytes_.size() + kAttributeHeader + std::tuple_size_v<HmacSha1::Digest>);
  return add(StunAttribute::kMessageIntegrity, HmacSha1(key).sign(bytes_));
}

StunWriter& StunWriter::add_integrity_sha256(Bytes key) {
  set_length(bytes_.size() + kAttributeHeader + std::tuple_size_v<HmacSha256::Digest>);
  return add(StunAttribute::kMessageIntegritySha256, HmacSha256(key).sign(bytes_));
}

StunWriter& StunWriter::add_fingerprint() {
  set_length(bytes_.size() + kAttributeHeader + 4);
  return add_u32(StunAttribute::kFingerprint, crc32(bytes_) ^ kFingerprintXor);
}

void StunWriter::set_length(std::size_t size) {
  store_u16(bytes_, 2, static_cast<std::uint16_t>(size - kStunHeader));
}

}  // namespace sidetone::rtc
