#include "rtc/crypto/hmac.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

// [RFC2202 §3] test cases 1, 2, 6.
TEST(HmacSha1, SignsAsRfc2202) {
  const std::vector<std::uint8_t> key(20, 0x0b);
  EXPECT_EQ(to_hex(HmacSha1(key).sign(bytes_of("Hi There"))),
            "b617318655057264e28bc0b6fb378c8ef146be00");
  EXPECT_EQ(to_hex(HmacSha1(bytes_of("Jefe")).sign(bytes_of("what do ya want for nothing?"))),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(HmacSha1, HashesAKeyLongerThanABlock) {
  const std::vector<std::uint8_t> key(80, 0xaa);
  EXPECT_EQ(to_hex(HmacSha1(key).sign(
                bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

TEST(HmacSha1, TwoPartsAreOneMessage) {
  const HmacSha1 hmac(bytes_of("Jefe"));
  EXPECT_EQ(to_hex(hmac.sign(bytes_of("what do ya want "), bytes_of("for nothing?"))),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

// [RFC4231 §4] test cases 1, 2, 6.
TEST(HmacSha256, SignsAsRfc4231) {
  const std::vector<std::uint8_t> key(20, 0x0b);
  EXPECT_EQ(to_hex(HmacSha256(key).sign(bytes_of("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(HmacSha256(bytes_of("Jefe"))
                       .sign(bytes_of("what do ya want "), bytes_of("for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacSha256, HashesAKeyLongerThanABlock) {
  const std::vector<std::uint8_t> key(131, 0xaa);
  EXPECT_EQ(to_hex(HmacSha256(key).sign(
                bytes_of("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(EqualInConstantTime, IsEquality) {
  EXPECT_TRUE(equal_in_constant_time(bytes_of("abc"), bytes_of("abc")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("abd")));
  EXPECT_FALSE(equal_in_constant_time(bytes_of("abc"), bytes_of("ab")));
  EXPECT_TRUE(equal_in_constant_time({}, {}));
}

}  // namespace
}  // namespace sidetone::rtc
