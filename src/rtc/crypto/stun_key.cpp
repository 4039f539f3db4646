#include "rtc/crypto/stun_key.h"

#include "base/assert.h"

#include <openssl/evp.h>

#include <string>

namespace sidetone::rtc {

std::array<std::uint8_t, 16> long_term_stun_key(const StunAccount& account) {
  std::string text(account.username);
  text.append(":").append(account.realm).append(":").append(account.password);
  std::array<std::uint8_t, 16> key{};
  unsigned int size = 0;
  SIDETONE_ASSERT(EVP_Digest(text.data(), text.size(), key.data(), &size, EVP_md5(), nullptr) == 1);
  return key;
}

}  // namespace sidetone::rtc
