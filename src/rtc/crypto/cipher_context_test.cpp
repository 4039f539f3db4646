#include "rtc/crypto/cipher_context.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

namespace sidetone::rtc {
namespace {

// The leak checker of the dev build is the judge.
TEST(CipherContext, FreesWhatOpensslAllocated) {
  CipherContext context(EVP_CIPHER_CTX_new());
  ASSERT_NE(context, nullptr);
  CipherContext other = std::move(context);
  EXPECT_EQ(context, nullptr);
  EXPECT_EQ(EVP_EncryptInit_ex(other.get(), EVP_aes_128_ecb(), nullptr, nullptr, nullptr), 1);
}

}  // namespace
}  // namespace sidetone::rtc
