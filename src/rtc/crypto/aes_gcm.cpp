#include "rtc/crypto/aes_gcm.h"

#include "base/assert.h"

#include <openssl/evp.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

CipherContext keyed(const AesGcm::Key& key, int encrypt) {
  CipherContext context(EVP_CIPHER_CTX_new());
  SIDETONE_ASSERT(context != nullptr);
  SIDETONE_ASSERT(EVP_CipherInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, key.data(), nullptr,
                                    encrypt) == 1);
  return context;
}

void associate(evp_cipher_ctx_st* context, Bytes data) {
  int size = 0;
  if (data.empty()) return;
  SIDETONE_ASSERT(
      EVP_CipherUpdate(context, nullptr, &size, data.data(), static_cast<int>(data.size())) == 1);
}

void process(evp_cipher_ctx_st* context, MutableBytes data) {
  int size = 0;
  if (data.empty()) return;
  SIDETONE_ASSERT(EVP_CipherUpdate(context, data.data(), &size, data.data(),
                                   static_cast<int>(data.size())) == 1);
}

}  // namespace

AesGcm::AesGcm(const Key& key) : seal_(keyed(key, 1)), open_(keyed(key, 0)) {}

void AesGcm::seal(const Nonce& nonce, Associated associated, MutableBytes data, MutableBytes tag) {
  evp_cipher_ctx_st* const context = seal_.get();
  SIDETONE_ASSERT(EVP_EncryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1);
  associate(context, associated.first);
  associate(context, associated.second);
  process(context, data);
  int size = 0;
  std::array<std::uint8_t, kTagSize> rest;  // GCM has none, but the call wants a place for it.
  SIDETONE_ASSERT(EVP_EncryptFinal_ex(context, rest.data(), &size) == 1);
  SIDETONE_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagSize, tag.data()) == 1);
}

bool AesGcm::open(const Nonce& nonce, Associated associated, MutableBytes data, Bytes tag) {
  evp_cipher_ctx_st* const context = open_.get();
  SIDETONE_ASSERT(EVP_DecryptInit_ex(context, nullptr, nullptr, nullptr, nonce.data()) == 1);
  std::array<std::uint8_t, kTagSize> expected;
  std::copy_n(tag.begin(), kTagSize, expected.begin());
  SIDETONE_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagSize, expected.data()) ==
                  1);
  associate(context, associated.first);
  associate(context, associated.second);
  process(context, data);
  int size = 0;
  std::array<std::uint8_t, kTagSize> rest;
  return EVP_DecryptFinal_ex(context, rest.data(), &size) == 1;
}

}  // namespace sidetone::rtc
