#include "store/password.h"

#include <argon2.h>
#include <array>
#include <stdexcept>

namespace sidetone::store {
namespace {

constexpr std::uint32_t kPasses = 2;
constexpr std::uint32_t kMemoryKib = 19 * 1024;
constexpr std::uint32_t kLanes = 1;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kSaltBytes = 16;

}  // namespace

std::string hash_password(std::string_view password, Random& random) {
  std::array<std::uint8_t, kSaltBytes> salt;
  random.fill(salt);
  std::string encoded(
      argon2_encodedlen(kPasses, kMemoryKib, kLanes, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int result =
      argon2id_hash_encoded(kPasses, kMemoryKib, kLanes, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) throw std::runtime_error(argon2_error_message(result));
  encoded.resize(encoded.find('\0'));
  return encoded;
}

bool verify_password(std::string_view password, const std::string& hash) {
  return argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

const std::string& nobodys_hash() {
  static const std::string kHash = [] {
    SeededRandom random(1);
    return hash_password("nobody", random);
  }();
  return kHash;
}

}  // namespace sidetone::store
