#pragma once

#include "rtc/crypto/aes_counter.h"
#include "rtc/crypto/hmac.h"
#include "rtc/srtp/srtp_kdf.h"
#include "rtc/srtp/srtp_packet.h"

namespace sidetone::rtc {

/// Seals and opens packets with AES in counter mode and a truncated HMAC-SHA1.
/// [RFC3711 §4.1.1, §4.2.1]
///
///   SRTP    header | encrypted payload | tag                 tag over all before it and the ROC
///   SRTCP   header | encrypted rest | E, index | tag         tag over all before it
class CmTransform {
 public:
  CmTransform(const SrtpSessionKeyPair& keys, std::size_t rtp_tag_size);

  [[nodiscard]] std::size_t rtp_overhead() const { return rtp_tag_size_; }
  [[nodiscard]] std::size_t rtcp_overhead() const { return kSrtcpIndexWord + kRtcpTagSize; }
  /// Where the index word of a protected RTCP packet starts.
  [[nodiscard]] std::size_t rtcp_index_at(std::size_t size) const { return size - rtcp_overhead(); }

  /// Size of the sealed packet.
  std::size_t seal_rtp(const SrtpPacket& packet);
  std::size_t seal_rtcp(const SrtpPacket& packet);
  /// False, with the packet untouched, if it is not authentic. Sizes were checked by the caller.
  [[nodiscard]] bool open_rtp(const SrtpPacket& packet);
  [[nodiscard]] bool open_rtcp(const SrtpPacket& packet);

 private:
  static constexpr std::size_t kRtcpTagSize = 10;

  struct Half {
    explicit Half(const SrtpSessionKeys& keys);
    void crypt(const SrtpPacket& packet, std::size_t end);

    AesCounter cipher;
    HmacSha1 hmac;
    std::array<std::uint8_t, kSrtpMaxMasterSaltSize> salt;
  };

  Half rtp_;
  Half rtcp_;
  std::size_t rtp_tag_size_;
};

}  // namespace sidetone::rtc
