#include "rtc/crypto/hmac.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <type_traits>

// OpenSSL 3 deprecates its plain hash functions in favour of EVP, whose contexts allocate on
// each copy; here a copy is made for each packet.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace sidetone::rtc {
namespace {

constexpr std::size_t kBlock = 64;
using KeyBlock = std::array<std::uint8_t, kBlock>;

SHA_CTX sha1_from(const std::array<std::uint32_t, 5>& state) {
  SHA_CTX context{};
  context.h0 = state[0];
  context.h1 = state[1];
  context.h2 = state[2];
  context.h3 = state[3];
  context.h4 = state[4];
  context.Nl = kBlock * 8;  // One block, the padded key, is in the state.
  return context;
}

SHA256_CTX sha256_from(const std::array<std::uint32_t, 8>& state) {
  SHA256_CTX context{};
  std::copy(state.begin(), state.end(), std::begin(context.h));
  context.Nl = kBlock * 8;
  context.md_len = SHA256_DIGEST_LENGTH;
  return context;
}

std::array<std::uint32_t, 5> sha1_after(const KeyBlock& block) {
  SHA_CTX context;
  SHA1_Init(&context);
  SHA1_Update(&context, block.data(), block.size());
  return {context.h0, context.h1, context.h2, context.h3, context.h4};
}

std::array<std::uint32_t, 8> sha256_after(const KeyBlock& block) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  return std::to_array(context.h);
}

// [RFC2104 §2] "H(K XOR opad, H(K XOR ipad, text))"
KeyBlock padded(Bytes key, std::uint8_t pad) {
  KeyBlock block;
  block.fill(pad);
  for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
  return block;
}

}  // namespace

HmacSha1::HmacSha1(Bytes key) {
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> hashed;
  if (key.size() > kBlock) {
    SHA1(key.data(), key.size(), hashed.data());
    key = hashed;
  }
  inner_ = sha1_after(padded(key, 0x36));
  outer_ = sha1_after(padded(key, 0x5c));
}

HmacSha1::Digest HmacSha1::sign(Bytes first, Bytes second) const {
  Digest digest;
  SHA_CTX context = sha1_from(inner_);
  SHA1_Update(&context, first.data(), first.size());
  SHA1_Update(&context, second.data(), second.size());
  SHA1_Final(digest.data(), &context);
  context = sha1_from(outer_);
  SHA1_Update(&context, digest.data(), digest.size());
  SHA1_Final(digest.data(), &context);
  return digest;
}

HmacSha256::HmacSha256(Bytes key) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hashed;
  if (key.size() > kBlock) {
    SHA256(key.data(), key.size(), hashed.data());
    key = hashed;
  }
  inner_ = sha256_after(padded(key, 0x36));
  outer_ = sha256_after(padded(key, 0x5c));
}

HmacSha256::Digest HmacSha256::sign(Bytes first, Bytes second) const {
  Digest digest;
  SHA256_CTX context = sha256_from(inner_);
  SHA256_Update(&context, first.data(), first.size());
  SHA256_Update(&context, second.data(), second.size());
  SHA256_Final(digest.data(), &context);
  context = sha256_from(outer_);
  SHA256_Update(&context, digest.data(), digest.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

bool equal_in_constant_time(Bytes left, Bytes right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace sidetone::rtc
