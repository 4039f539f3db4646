#pragma once

#include "base/random.h"

#include <string>
#include <string_view>

namespace sidetone::store {

/// A password as it is kept: argon2id with 19 MiB, two passes, in the encoding that carries its
/// own parameters ("$argon2id$v=19$…"). Takes about 20 ms: never on the control thread.
[[nodiscard]] std::string hash_password(std::string_view password, Random& random);
[[nodiscard]] bool verify_password(std::string_view password, const std::string& hash);
/// Verified against for logins that do not exist, so that they take the same time.
[[nodiscard]] const std::string& nobodys_hash();

}  // namespace sidetone::store
