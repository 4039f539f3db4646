#include "rtc/crypto/aes_counter.h"

#include "base/assert.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kBlock = 16;
// Enough for 160 bytes of G.711 in one go; eight blocks run side by side in AES-NI.
constexpr std::size_t kBlocksAtOnce = 16;

void combine(MutableBytes data, const std::uint8_t* keystream) {
  for (std::size_t i = 0; i < data.size(); ++i) data[i] ^= keystream[i];
}

}  // namespace

AesCounter::AesCounter(const Key& key) : context_(EVP_CIPHER_CTX_new()) {
  SIDETONE_ASSERT(context_ != nullptr);
  SIDETONE_ASSERT(
      EVP_EncryptInit_ex(context_.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) == 1);
  SIDETONE_ASSERT(EVP_CIPHER_CTX_set_padding(context_.get(), 0) == 1);
}

// Encrypts the counter blocks ourselves: OpenSSL's own counter mode wants a new initialisation
// for each packet, which takes twice as long as the encryption.
void AesCounter::apply(const Block& first, MutableBytes data) {
  std::array<std::uint8_t, kBlock * kBlocksAtOnce> keystream;
  std::uint16_t counter = 0;
  while (!data.empty()) {
    const MutableBytes part = data.first(std::min(data.size(), keystream.size()));
    const std::size_t blocks = (part.size() + kBlock - 1) / kBlock;
    for (std::size_t i = 0; i < blocks; ++i, ++counter) {
      std::memcpy(keystream.data() + i * kBlock, first.data(), kBlock);
      store_u16(keystream, i * kBlock + kBlock - 2, counter);
    }
    int written = 0;
    const int size = static_cast<int>(blocks * kBlock);
    SIDETONE_ASSERT(
        EVP_EncryptUpdate(context_.get(), keystream.data(), &written, keystream.data(), size) == 1);
    combine(part, keystream.data());
    data = data.subspan(part.size());
  }
}

}  // namespace sidetone::rtc
