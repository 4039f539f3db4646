#include "rtc/srtp/srtp_keys.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

#include <numeric>

namespace sidetone::rtc {
namespace {

std::vector<std::uint8_t> counting(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{1});
  return bytes;
}

TEST(SrtpKeys, TakeKeyAndSaltFromSdes) {
  const auto keys = srtp_keys_from_sdes(SrtpProfile::kAesCm128HmacSha1_80, counting(30));
  ASSERT_TRUE(keys);
  EXPECT_EQ(to_hex(keys->master_key), "0102030405060708090a0b0c0d0e0f10");
  EXPECT_EQ(to_hex(keys->master_salt), "1112131415161718191a1b1c1d1e");
}

TEST(SrtpKeys, GcmHasAShorterSalt) {
  const auto keys = srtp_keys_from_sdes(SrtpProfile::kAeadAes128Gcm, counting(28));
  ASSERT_TRUE(keys);
  EXPECT_EQ(to_hex(keys->master_salt), "1112131415161718191a1b1c0000");
}

TEST(SrtpKeys, RefuseAnotherLength) {
  EXPECT_FALSE(srtp_keys_from_sdes(SrtpProfile::kAesCm128HmacSha1_80, counting(29)));
  EXPECT_FALSE(srtp_keys_from_sdes(SrtpProfile::kAesCm128HmacSha1_80, counting(31)));
  EXPECT_FALSE(srtp_keys_from_sdes(SrtpProfile::kAeadAes128Gcm, counting(30)));
}

TEST(SrtpProfiles, HaveTheNamesOfSdes) {
  EXPECT_EQ(srtp_profile_from_name("AES_CM_128_HMAC_SHA1_80"), SrtpProfile::kAesCm128HmacSha1_80);
  EXPECT_EQ(srtp_profile_from_name("AES_CM_128_HMAC_SHA1_32"), SrtpProfile::kAesCm128HmacSha1_32);
  EXPECT_EQ(srtp_profile_from_name("AEAD_AES_128_GCM"), SrtpProfile::kAeadAes128Gcm);
  EXPECT_EQ(srtp_profile_from_name("F8_128_HMAC_SHA1_80"), std::nullopt);
}

}  // namespace
}  // namespace sidetone::rtc
