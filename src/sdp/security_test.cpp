#include "sdp/security.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

// [RFC4568 §4.2]
constexpr std::string_view kRfcExample =
    "1 AES_CM_128_HMAC_SHA1_80 "
    "inline:PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR|2^20|1:32";
constexpr std::string_view kBaresip =
    "1 AES_CM_128_HMAC_SHA1_80 inline:DSgaiqlD4V9KOK20CjXkUlH3HwVosidQQwziX6dY";

std::string hex_of(std::size_t bytes) {
  std::string text = "0F";
  for (std::size_t i = 1; i < bytes; ++i) text += ":0F";
  return text;
}

}  // namespace

TEST(SdesCrypto, ReadsABaresipKey) {
  const auto crypto = parse_crypto(kBaresip);
  ASSERT_TRUE(crypto);
  EXPECT_EQ(crypto->tag, 1U);
  EXPECT_EQ(crypto->key.suite, CryptoSuite::kAesCm128HmacSha1_80);
  ASSERT_EQ(crypto->key.key_and_salt.size(), 30U);
  EXPECT_EQ(crypto->key.key_and_salt.front(), 0x0D);
  EXPECT_EQ(crypto->key.key_and_salt.back(), 0x58);
}

TEST(SdesCrypto, IsWrittenAsItWasRead) {
  EXPECT_EQ(to_string(*parse_crypto(kBaresip)), kBaresip);
}

TEST(SdesCrypto, AKeyOf28BytesIsPaddedAndReadBack) {
  const Crypto crypto{.tag = 7,
                      .key = {CryptoSuite::kAeadAes128Gcm, std::vector<std::uint8_t>(28, 0xA5)}};
  EXPECT_EQ(to_string(crypto),
            "7 AEAD_AES_128_GCM inline:paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpQ==");
  EXPECT_EQ(parse_crypto(to_string(crypto)), crypto);
  EXPECT_EQ(parse_crypto("7 AEAD_AES_128_GCM inline:paWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpQ"),
            crypto);
}

TEST(SdesCrypto, ALifetimeIsFineAnMkiIsNot) {
  EXPECT_FALSE(parse_crypto(kRfcExample));
  EXPECT_TRUE(parse_crypto(kRfcExample.substr(0, kRfcExample.rfind('|'))));
}

TEST(SdesCrypto, ParametersThatChangePacketsMakeItUnusable) {
  EXPECT_FALSE(parse_crypto(std::string(kBaresip) + " UNENCRYPTED_SRTP"));
  EXPECT_FALSE(parse_crypto(std::string(kBaresip) + " FEC_ORDER=FEC_SRTP"));
  EXPECT_TRUE(parse_crypto(std::string(kBaresip) + " WSH=128 -unknown"));
}

TEST(SdesCrypto, WrongLengthsSuitesAndTextsAreRefused) {
  EXPECT_FALSE(parse_crypto(""));
  EXPECT_FALSE(parse_crypto("x AES_CM_128_HMAC_SHA1_80 inline:AAAA"));
  EXPECT_FALSE(parse_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"));
  EXPECT_FALSE(
      parse_crypto("1 F8_128_HMAC_SHA1_80 inline:DSgaiqlD4V9KOK20CjXkUlH3HwVosidQQwziX6dY"));
  EXPECT_FALSE(parse_crypto("1 AES_CM_128_HMAC_SHA1_80 DSgaiqlD4V9KOK20CjXkUlH3HwVosidQQwziX6dY"));
  EXPECT_FALSE(
      parse_crypto("1 AES_CM_128_HMAC_SHA1_80 inline:DSgaiqlD4V9KOK20CjXkUl*3HwVosidQQwziX6dY"));
}

TEST(DtlsFingerprint, HashNamesAndHexCompareWithoutCase) {
  const auto fingerprint = parse_fingerprint("SHA-1 " + hex_of(20));
  ASSERT_TRUE(fingerprint);
  EXPECT_EQ(fingerprint->hash, "sha-1");
  std::string lower = hex_of(32);
  for (char& c : lower) c = c == 'F' ? 'f' : c;
  EXPECT_EQ(parse_fingerprint("sha-256 " + lower)->value, hex_of(32));
}

TEST(DtlsFingerprint, TheLengthMustFitTheHash) {
  EXPECT_TRUE(parse_fingerprint("sha-512 " + hex_of(64)));
  EXPECT_TRUE(parse_fingerprint("sha-384 " + hex_of(48)));
  EXPECT_FALSE(parse_fingerprint("sha-256 " + hex_of(20)));
  EXPECT_FALSE(parse_fingerprint("sha-256 "));
  EXPECT_FALSE(parse_fingerprint("sha-1 " + hex_of(20) + ":"));
  EXPECT_FALSE(parse_fingerprint("md5 " + hex_of(16)));
}

TEST(DtlsSetup, KnowsTheThreeRoles) {
  EXPECT_EQ(parse_setup("actpass"), Setup::kActpass);
  EXPECT_EQ(parse_setup("active "), Setup::kActive);
  EXPECT_EQ(parse_setup("passive"), Setup::kPassive);
  EXPECT_EQ(parse_setup("holdconn"), std::nullopt);
}

}  // namespace sidetone::sdp
