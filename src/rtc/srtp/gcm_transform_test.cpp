#include "rtc/srtp/gcm_transform.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

// [RFC7714 §16, §17] give the session's key and salt, not the master's.
class GcmTransformTest : public testing::Test {
 protected:
  GcmTransformTest() : transform_(keys()) {}

  static SrtpSessionKeyPair keys() {
    SrtpSessionKeys keys;
    std::ranges::copy(from_hex("000102030405060708090a0b0c0d0e0f"), keys.cipher_key.begin());
    std::ranges::copy(from_hex("517569642070726f2071756f"), keys.salt.begin());
    return {.rtp = keys, .rtcp = keys};
  }
  static SrtpPacket rtp(std::vector<std::uint8_t>& buffer, std::size_t size) {
    return {.buffer = buffer,
            .size = size,
            .header_size = 12,
            .ssrc = Ssrc{0x5501a0b2},
            .index = 0xf17b};
  }
  static SrtpPacket rtcp(std::vector<std::uint8_t>& buffer, std::size_t size) {
    return {
        .buffer = buffer, .size = size, .header_size = 8, .ssrc = Ssrc{0x4d617273}, .index = 0x5d4};
  }

  const std::string kRtp =
      "8040f17b8041f8d35501a0b2"
      "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573";
  const std::string kSrtp =
      "8040f17b8041f8d35501a0b2"
      "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
      "899d7f27beb16a9152cf765ee4390cce";
  const std::string kRtcp =
      "81c8000d4d617273"
      "4e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
  const std::string kSrtcp =
      "81c8000d4d617273"
      "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
      "c84aa45896cf4d2fc5abf87245d9eade800005d4";

  GcmTransform transform_;
};

TEST_F(GcmTransformTest, SealsTheSrtpExampleOfRfc7714) {
  auto buffer = from_hex(kRtp);
  const std::size_t size = buffer.size();
  buffer.resize(size + transform_.rtp_overhead());
  EXPECT_EQ(transform_.seal_rtp(rtp(buffer, size)), buffer.size());
  EXPECT_EQ(to_hex(buffer), kSrtp);
}

TEST_F(GcmTransformTest, OpensTheSrtpExampleOfRfc7714) {
  auto buffer = from_hex(kSrtp);
  ASSERT_TRUE(transform_.open_rtp(rtp(buffer, buffer.size())));
  buffer.resize(buffer.size() - transform_.rtp_overhead());
  EXPECT_EQ(to_hex(buffer), kRtp);
}

TEST_F(GcmTransformTest, SealsTheSrtcpExampleOfRfc7714) {
  auto buffer = from_hex(kRtcp);
  const std::size_t size = buffer.size();
  buffer.resize(size + transform_.rtcp_overhead());
  EXPECT_EQ(transform_.seal_rtcp(rtcp(buffer, size)), buffer.size());
  EXPECT_EQ(to_hex(buffer), kSrtcp);
}

TEST_F(GcmTransformTest, OpensTheSrtcpExampleOfRfc7714) {
  auto buffer = from_hex(kSrtcp);
  ASSERT_TRUE(transform_.open_rtcp(rtcp(buffer, buffer.size())));
  buffer.resize(buffer.size() - transform_.rtcp_overhead());
  EXPECT_EQ(to_hex(buffer), kRtcp);
}

// [RFC7714 §17.3] "SRTCP AEAD_AES_128_GCM Tagging Only".
TEST_F(GcmTransformTest, OpensRtcpThatIsSignedOnly) {
  auto buffer = from_hex(kRtcp + "841dd9683dd78ec92ae58790125f62b3" + "000005d4");
  EXPECT_TRUE(transform_.open_rtcp(rtcp(buffer, buffer.size())));
  EXPECT_EQ(to_hex(Bytes(buffer).first(52)), kRtcp);
}

TEST_F(GcmTransformTest, RefusesAnEncryptedFlagThatWasTurnedOff) {
  auto buffer = from_hex(kSrtcp);
  buffer[buffer.size() - 4] = 0;
  EXPECT_FALSE(transform_.open_rtcp(rtcp(buffer, buffer.size())));
}

TEST_F(GcmTransformTest, RefusesAChangedHeader) {
  auto buffer = from_hex(kSrtp);
  buffer[4] ^= 1;
  EXPECT_FALSE(transform_.open_rtp(rtp(buffer, buffer.size())));
}

}  // namespace
}  // namespace sidetone::rtc
