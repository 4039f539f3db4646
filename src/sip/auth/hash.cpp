#include "sip/auth/hash.h"

#include "base/assert.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

namespace sidetone::sip {
namespace {

template <auto kFree>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    kFree(pointer);
  }
};
using Digest = std::unique_ptr<EVP_MD, Freed<EVP_MD_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;

MacContext hmac_sha256_context() {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MacContext context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);  // The context holds a reference of its own.
  char name[] = "SHA256";
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                   OSSL_PARAM_construct_end()};
  SIDETONE_ASSERT(context && EVP_MAC_CTX_set_params(context.get(), parameters) == 1);
  return context;
}

}  // namespace

struct Hasher::Contexts {
  Digest md5{EVP_MD_fetch(nullptr, "MD5", nullptr)};
  Digest sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  DigestContext digest{EVP_MD_CTX_new()};
  MacContext hmac = hmac_sha256_context();
};

std::string_view algorithm_name(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::kSha256 ? "SHA-256" : "MD5";
}

HexDigest::HexDigest(std::span<const std::uint8_t> bytes) : size_(bytes.size() * 2) {
  constexpr std::string_view kHex = "0123456789abcdef";
  SIDETONE_ASSERT(size_ <= text_.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text_[2 * i] = kHex[bytes[i] >> 4];
    text_[2 * i + 1] = kHex[bytes[i] & 15U];
  }
}

Hasher::Hasher() : contexts_(std::make_unique<Contexts>()) {
  SIDETONE_ASSERT(contexts_->md5 && contexts_->sha256 && contexts_->digest);
}
Hasher::~Hasher() = default;

HexDigest Hasher::joined(DigestAlgorithm algorithm, std::initializer_list<std::string_view> parts) {
  const EVP_MD* digest =
      algorithm == DigestAlgorithm::kSha256 ? contexts_->sha256.get() : contexts_->md5.get();
  EVP_MD_CTX* context = contexts_->digest.get();
  bool good = EVP_DigestInit_ex2(context, digest, nullptr) == 1;
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) good = good && EVP_DigestUpdate(context, ":", 1) == 1;
    good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
    first = false;
  }
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> bytes;
  unsigned size = 0;
  good = good && EVP_DigestFinal_ex(context, bytes.data(), &size) == 1;
  SIDETONE_ASSERT(good);
  return HexDigest({bytes.data(), size});
}

Mac Hasher::mac(std::span<const std::uint8_t> key, std::initializer_list<std::string_view> parts) {
  EVP_MAC_CTX* context = contexts_->hmac.get();
  bool good = EVP_MAC_init(context, key.data(), key.size(), nullptr) == 1;
  for (const std::string_view part : parts) {
    const std::uint64_t length = part.size();
    std::array<std::uint8_t, 8> prefix;
    for (std::size_t i = 0; i < 8; ++i) prefix[i] = static_cast<std::uint8_t>(length >> (8 * i));
    good = good && EVP_MAC_update(context, prefix.data(), prefix.size()) == 1;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(part.data());
    good = good && EVP_MAC_update(context, bytes, part.size()) == 1;
  }
  Mac result;
  std::size_t size = 0;
  good = good && EVP_MAC_final(context, result.data(), &size, result.size()) == 1;
  SIDETONE_ASSERT(good && size == result.size());
  return result;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sidetone::sip
