#include "rtc/crypto/cipher_context.h"

#include <openssl/evp.h>

namespace sidetone::rtc {

void CipherContextDeleter::operator()(evp_cipher_ctx_st* context) const {
  EVP_CIPHER_CTX_free(context);
}

}  // namespace sidetone::rtc
