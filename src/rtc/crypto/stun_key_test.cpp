#include "rtc/crypto/stun_key.h"

#include "rtc/test_bytes.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

// [RFC8489 §9.2.2] "if the username is 'user', the realm is 'realm', and the password is 'pass',
// then the 16-byte HMAC key would be …"
TEST(StunKey, OfALongTermCredentialIsTheRfcsExample) {
  EXPECT_EQ(to_hex(long_term_stun_key({.username = "user", .realm = "realm", .password = "pass"})),
            "8493fbc53ba582fb4c044c456bdc40eb");
}

}  // namespace
}  // namespace sidetone::rtc
