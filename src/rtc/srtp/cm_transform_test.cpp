#include "rtc/srtp/cm_transform.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

SrtpSessionKeyPair keys() {
  return derive_srtp_session_keys(
      srtp_keys_from_sdes(SrtpProfile::kAesCm128HmacSha1_80,
                          from_hex("e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6"))
          .value());
}

SrtpPacket packet_in(std::vector<std::uint8_t>& buffer, std::size_t size) {
  return {.buffer = buffer, .size = size, .header_size = 12, .ssrc = Ssrc{1}, .index = 7};
}

TEST(CmTransform, WritesTheTagOfItsLength) {
  std::vector<std::uint8_t> long_tag(40), short_tag(40);
  EXPECT_EQ(CmTransform(keys(), 10).seal_rtp(packet_in(long_tag, 30)), 40u);
  EXPECT_EQ(CmTransform(keys(), 4).seal_rtp(packet_in(short_tag, 30)), 34u);
  EXPECT_EQ(to_hex(Bytes(long_tag).first(34)), to_hex(Bytes(short_tag).first(34)));
}

TEST(CmTransform, LeavesAForgedPacketAsItWas) {
  CmTransform transform(keys(), 10);
  std::vector<std::uint8_t> buffer(40, 0x11);
  const auto before = buffer;
  EXPECT_FALSE(transform.open_rtp(packet_in(buffer, 40)));
  EXPECT_EQ(buffer, before);
}

// The roll-over counter is not in the packet, but under the tag.
TEST(CmTransform, SignsTheRolloverCounter) {
  CmTransform transform(keys(), 10);
  std::vector<std::uint8_t> buffer(40, 0x11);
  SrtpPacket packet = packet_in(buffer, 30);
  packet.size = transform.seal_rtp(packet);
  packet.index += 1 << 16;
  EXPECT_FALSE(transform.open_rtp(packet));
  packet.index -= 1 << 16;
  EXPECT_TRUE(transform.open_rtp(packet));
}

// [RFC3711 §3.4] the E flag "indicates if the current SRTCP packet is encrypted or unencrypted".
TEST(CmTransform, OpensRtcpThatIsSignedOnly) {
  std::vector<std::uint8_t> buffer = from_hex("81c80001 00000001 a1a2a3a4 00000007");
  const auto tag = HmacSha1(keys().rtcp.auth_key).sign(buffer);
  buffer.insert(buffer.end(), tag.begin(), tag.begin() + 10);
  SrtpPacket packet = packet_in(buffer, buffer.size());
  packet.header_size = 8;
  EXPECT_TRUE(CmTransform(keys(), 10).open_rtcp(packet));
  EXPECT_EQ(to_hex(Bytes(buffer).first(12)), "81c8000100000001a1a2a3a4");
}

}  // namespace
}  // namespace sidetone::rtc
