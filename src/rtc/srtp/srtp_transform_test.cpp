#include "rtc/srtp/srtp_transform.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

std::size_t rtp_overhead(SrtpProfile profile) {
  return std::visit([](const auto& t) { return t.rtp_overhead(); },
                    make_srtp_transform({.profile = profile}));
}

std::size_t rtcp_overhead(SrtpProfile profile) {
  return std::visit([](const auto& t) { return t.rtcp_overhead(); },
                    make_srtp_transform({.profile = profile}));
}

TEST(SrtpTransform, AddsTheTagOfTheProfile) {
  EXPECT_EQ(rtp_overhead(SrtpProfile::kAesCm128HmacSha1_80), 10u);
  EXPECT_EQ(rtp_overhead(SrtpProfile::kAesCm128HmacSha1_32), 4u);
  EXPECT_EQ(rtp_overhead(SrtpProfile::kAeadAes128Gcm), 16u);
}

// [RFC4568 §6.2] gives AES_CM_128_HMAC_SHA1_32 an SRTCP tag of 80 bits.
TEST(SrtpTransform, NeverShortensTheTagOfRtcp) {
  EXPECT_EQ(rtcp_overhead(SrtpProfile::kAesCm128HmacSha1_80), 14u);
  EXPECT_EQ(rtcp_overhead(SrtpProfile::kAesCm128HmacSha1_32), 14u);
  EXPECT_EQ(rtcp_overhead(SrtpProfile::kAeadAes128Gcm), 20u);
}

}  // namespace
}  // namespace sidetone::rtc
