#pragma once

#include "rtc/srtp/srtp_keys.h"
#include "rtc/test_bytes.h"

namespace sidetone::rtc {

/// For tests: one master key, and packets protected with it by another implementation (libsrtp
/// 2.5) of SRTP.
struct SrtpExample {
  SrtpProfile profile;
  std::string_view rtp;   // Of kPlainRtp.
  std::string_view rtcp;  // Of kPlainRtcp, with index 1.
};

inline constexpr std::string_view kPlainRtp =
    "900f1234decafbadcafebabe bede000110850000 abababababababababababababababab";
inline constexpr std::string_view kPlainRtcp =
    "81c8000bcafebabe abababababababababababababababababababababababab";

inline constexpr SrtpExample kSrtpExamples[] = {
    {.profile = SrtpProfile::kAesCm128HmacSha1_80,
     .rtp = "900f1234decafbadcafebabe bede000110850000 4e55dc4ce79978d88ca4d215949d2402"
            "a593154d4ebd944c8473",
     .rtcp = "81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8d5efb8816abf868c"
             "80000001 d92d525b8cde4c014bd9"},
    {.profile = SrtpProfile::kAesCm128HmacSha1_32,
     .rtp = "900f1234decafbadcafebabe bede000110850000 4e55dc4ce79978d88ca4d215949d2402 a593154d",
     .rtcp = "81c8000bcafebabe 7128035be487b9bdbef89041f977a5a8d5efb8816abf868c"
             "80000001 d92d525b8cde4c014bd9"},
    {.profile = SrtpProfile::kAeadAes128Gcm,
     .rtp = "900f1234decafbadcafebabe bede000110850000 0eca0cf95ee955b26cd3d288b49f6ca9"
            "5a8317929e5f9a74e1934d4254589376",
     .rtcp = "81c8000bcafebabe ea6e5eb3c75c462000f59ebf9e4ebd4e92ccf6f107a35cd2"
             "b1580d313175da0450c5d5eefc8928d1 80000001"},
};

[[nodiscard]] inline SrtpKeys example_keys(SrtpProfile profile) {
  const auto bytes = from_hex("e1f97a0d3e018be0d64fa32c06de4139 0ec675ad498afeebb6960b3aabe6");
  return srtp_keys_from_sdes(
             profile, Bytes(bytes).first(kSrtpMasterKeySize + srtp_master_salt_size(profile)))
      .value();
}

/// A packet of 20 ms of G.711 with this number and SSRC.
struct RtpName {
  std::uint16_t sequence = 0;
  std::uint32_t ssrc = 0xcafebabe;
};
[[nodiscard]] inline std::vector<std::uint8_t> plain_rtp(RtpName name) {
  std::vector<std::uint8_t> packet(172, 0xd5);
  packet[0] = 0x80;
  packet[1] = 8;
  store_u16(packet, 2, name.sequence);
  store_u32(packet, 4, name.sequence * 160U);
  store_u32(packet, 8, name.ssrc);
  return packet;
}

}  // namespace sidetone::rtc
