#include "rtc/srtp/gcm_transform.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

// [RFC7714 §8.1, §9.1] the salt is XORed over two zero bytes, the SSRC and a 48-bit index.
AesGcm::Nonce nonce_of(AesGcm::Nonce salt, const SrtpPacket& packet) {
  AesGcm::Nonce nonce{};
  store_u32(nonce, 2, value_of(packet.ssrc));
  store_u16(nonce, 6, static_cast<std::uint16_t>(packet.index >> 32));
  store_u32(nonce, 8, static_cast<std::uint32_t>(packet.index));
  for (std::size_t i = 0; i < nonce.size(); ++i) nonce[i] ^= salt[i];
  return nonce;
}

}  // namespace

GcmTransform::Half::Half(const SrtpSessionKeys& keys) : cipher(keys.cipher_key) {
  std::copy_n(keys.salt.begin(), salt.size(), salt.begin());
}

GcmTransform::GcmTransform(const SrtpSessionKeyPair& keys) : rtp_(keys.rtp), rtcp_(keys.rtcp) {}

std::size_t GcmTransform::seal_rtp(const SrtpPacket& packet) {
  rtp_.cipher.seal(nonce_of(rtp_.salt, packet), {.first = packet.header()},
                   packet.buffer.subspan(packet.header_size, packet.size - packet.header_size),
                   packet.buffer.subspan(packet.size, AesGcm::kTagSize));
  return packet.size + AesGcm::kTagSize;
}

bool GcmTransform::open_rtp(const SrtpPacket& packet) {
  const std::size_t end = packet.size - AesGcm::kTagSize;
  return rtp_.cipher.open(nonce_of(rtp_.salt, packet), {.first = packet.header()},
                          packet.buffer.subspan(packet.header_size, end - packet.header_size),
                          packet.buffer.subspan(end, AesGcm::kTagSize));
}

std::size_t GcmTransform::seal_rtcp(const SrtpPacket& packet) {
  const std::size_t word_at = packet.size + AesGcm::kTagSize;
  store_u32(packet.buffer, word_at, kSrtcpEncryptedFlag | static_cast<std::uint32_t>(packet.index));
  rtcp_.cipher.seal(
      nonce_of(rtcp_.salt, packet),
      {.first = packet.header(), .second = packet.buffer.subspan(word_at, kSrtcpIndexWord)},
      packet.buffer.subspan(packet.header_size, packet.size - packet.header_size),
      packet.buffer.subspan(packet.size, AesGcm::kTagSize));
  return word_at + kSrtcpIndexWord;
}

bool GcmTransform::open_rtcp(const SrtpPacket& packet) {
  const std::size_t word_at = rtcp_index_at(packet.size);
  const std::size_t end = word_at - AesGcm::kTagSize;
  const Bytes word = packet.buffer.subspan(word_at, kSrtcpIndexWord);
  const Bytes tag = packet.buffer.subspan(end, AesGcm::kTagSize);
  const AesGcm::Nonce nonce = nonce_of(rtcp_.salt, packet);
  if ((load_u32(word, 0) & kSrtcpEncryptedFlag) == 0) {
    // [RFC7714 §9.3] of a packet that is not encrypted, everything is associated data.
    return rtcp_.cipher.open(nonce, {.first = packet.buffer.first(end), .second = word}, {}, tag);
  }
  return rtcp_.cipher.open(nonce, {.first = packet.header(), .second = word},
                           packet.buffer.subspan(packet.header_size, end - packet.header_size),
                           tag);
}

}  // namespace sidetone::rtc
