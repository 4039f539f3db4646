#pragma once

#include <memory>

struct evp_cipher_ctx_st;  // OpenSSL's EVP_CIPHER_CTX.

namespace sidetone::rtc {

struct CipherContextDeleter {
  void operator()(evp_cipher_ctx_st* context) const;
};
using CipherContext = std::unique_ptr<evp_cipher_ctx_st, CipherContextDeleter>;

}  // namespace sidetone::rtc
