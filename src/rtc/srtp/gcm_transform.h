#pragma once

#include "rtc/crypto/aes_gcm.h"
#include "rtc/srtp/srtp_kdf.h"
#include "rtc/srtp/srtp_packet.h"

namespace sidetone::rtc {

/// Seals and opens packets with AES-128-GCM. [RFC7714 §8, §9]
///
///   SRTP    header | encrypted payload | tag         also authenticated: header
///   SRTCP   header | encrypted rest | tag | E, index  also authenticated: header, E and index
class GcmTransform {
 public:
  explicit GcmTransform(const SrtpSessionKeyPair& keys);

  [[nodiscard]] std::size_t rtp_overhead() const { return AesGcm::kTagSize; }
  [[nodiscard]] std::size_t rtcp_overhead() const { return AesGcm::kTagSize + kSrtcpIndexWord; }
  /// Where the index word of a protected RTCP packet starts.
  [[nodiscard]] std::size_t rtcp_index_at(std::size_t size) const { return size - kSrtcpIndexWord; }

  /// Size of the sealed packet.
  std::size_t seal_rtp(const SrtpPacket& packet);
  std::size_t seal_rtcp(const SrtpPacket& packet);
  /// False if it is not authentic; its payload is then garbage. Sizes were checked by the caller.
  [[nodiscard]] bool open_rtp(const SrtpPacket& packet);
  [[nodiscard]] bool open_rtcp(const SrtpPacket& packet);

 private:
  struct Half {
    explicit Half(const SrtpSessionKeys& keys);

    AesGcm cipher;
    AesGcm::Nonce salt{};
  };

  Half rtp_;
  Half rtcp_;
};

}  // namespace sidetone::rtc
