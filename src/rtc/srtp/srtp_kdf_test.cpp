#include "rtc/srtp/srtp_kdf.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

// [RFC3711 appendix B.3]
TEST(SrtpKeyDerivation, GivesTheKeysOfRfc3711) {
  const auto master = srtp_keys_from_sdes(
      SrtpProfile::kAesCm128HmacSha1_80,
      from_hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6"));
  const SrtpSessionKeyPair keys = derive_srtp_session_keys(master.value());
  EXPECT_EQ(to_hex(keys.rtp.cipher_key), "c61e7a93744f39ee10734afe3ff7a087");
  EXPECT_EQ(to_hex(keys.rtp.salt), "30cbbc08863d8c85d49db34a9ae1");
  EXPECT_EQ(to_hex(keys.rtp.auth_key), "cebe321f6ff7716b6fd4ab49af256a156d38baa4");
}

TEST(SrtpKeyDerivation, GivesRtcpKeysOfItsOwn) {
  const SrtpSessionKeyPair keys = derive_srtp_session_keys({});
  EXPECT_NE(keys.rtp.cipher_key, keys.rtcp.cipher_key);
  EXPECT_NE(keys.rtp.auth_key, keys.rtcp.auth_key);
  EXPECT_NE(keys.rtp.salt, keys.rtcp.salt);
}

// What lies behind GCM's twelve bytes of salt must not matter.
TEST(SrtpKeyDerivation, ReadsTwelveBytesOfSaltForGcm) {
  SrtpKeys master{.profile = SrtpProfile::kAeadAes128Gcm};
  const auto before = derive_srtp_session_keys(master).rtp.cipher_key;
  master.master_salt[12] = 1;
  EXPECT_EQ(derive_srtp_session_keys(master).rtp.cipher_key, before);
  master.master_salt[11] = 1;
  EXPECT_NE(derive_srtp_session_keys(master).rtp.cipher_key, before);
}

}  // namespace
}  // namespace sidetone::rtc
