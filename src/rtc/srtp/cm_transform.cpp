#include "rtc/srtp/cm_transform.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

// [RFC3711 §4.1.1] "IV = (k_s * 2^16) XOR (SSRC * 2^64) XOR (i * 2^16)"
AesCounter::Block first_block(Bytes salt, const SrtpPacket& packet) {
  AesCounter::Block block{};
  store_u32(block, 4, value_of(packet.ssrc));
  store_u16(block, 8, static_cast<std::uint16_t>(packet.index >> 32));
  store_u32(block, 10, static_cast<std::uint32_t>(packet.index));
  for (std::size_t i = 0; i < salt.size(); ++i) block[i] ^= salt[i];
  return block;
}

// [RFC3711 §4.2] "M = Authenticated Portion || ROC"
std::array<std::uint8_t, 4> rollover_of(const SrtpPacket& packet) {
  std::array<std::uint8_t, 4> rollover;
  store_u32(rollover, 0, static_cast<std::uint32_t>(packet.index >> 16));
  return rollover;
}

}  // namespace

CmTransform::Half::Half(const SrtpSessionKeys& keys)
    : cipher(keys.cipher_key), hmac(keys.auth_key), salt(keys.salt) {}

void CmTransform::Half::crypt(const SrtpPacket& packet, std::size_t end) {
  cipher.apply(first_block(salt, packet),
               packet.buffer.subspan(packet.header_size, end - packet.header_size));
}

CmTransform::CmTransform(const SrtpSessionKeyPair& keys, std::size_t rtp_tag_size)
    : rtp_(keys.rtp), rtcp_(keys.rtcp), rtp_tag_size_(rtp_tag_size) {}

std::size_t CmTransform::seal_rtp(const SrtpPacket& packet) {
  rtp_.crypt(packet, packet.size);
  const auto tag = rtp_.hmac.sign(packet.buffer.first(packet.size), rollover_of(packet));
  std::ranges::copy(Bytes(tag).first(rtp_tag_size_), packet.buffer.subspan(packet.size).begin());
  return packet.size + rtp_tag_size_;
}

bool CmTransform::open_rtp(const SrtpPacket& packet) {
  const std::size_t end = packet.size - rtp_tag_size_;
  const auto tag = rtp_.hmac.sign(packet.buffer.first(end), rollover_of(packet));
  if (!equal_in_constant_time(Bytes(tag).first(rtp_tag_size_),
                              packet.buffer.subspan(end, rtp_tag_size_))) {
    return false;
  }
  rtp_.crypt(packet, end);
  return true;
}

std::size_t CmTransform::seal_rtcp(const SrtpPacket& packet) {
  rtcp_.crypt(packet, packet.size);
  const std::size_t end = packet.size + kSrtcpIndexWord;
  store_u32(packet.buffer, packet.size,
            kSrtcpEncryptedFlag | static_cast<std::uint32_t>(packet.index));
  const auto tag = rtcp_.hmac.sign(packet.buffer.first(end));
  std::ranges::copy(Bytes(tag).first(kRtcpTagSize), packet.buffer.subspan(end).begin());
  return end + kRtcpTagSize;
}

bool CmTransform::open_rtcp(const SrtpPacket& packet) {
  const std::size_t end = packet.size - kRtcpTagSize;
  const auto tag = rtcp_.hmac.sign(packet.buffer.first(end));
  if (!equal_in_constant_time(Bytes(tag).first(kRtcpTagSize),
                              packet.buffer.subspan(end, kRtcpTagSize))) {
    return false;
  }
  const std::size_t index_at = rtcp_index_at(packet.size);
  if ((load_u32(packet.buffer, index_at) & kSrtcpEncryptedFlag) != 0) rtcp_.crypt(packet, index_at);
  return true;
}

}  // namespace sidetone::rtc
