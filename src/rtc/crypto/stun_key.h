#pragma once

#include "rtc/byte_order.h"

#include <array>
#include <string_view>

namespace sidetone::rtc {

/// Whose password keys a long-term credential.
struct StunAccount {
  std::string_view username;
  std::string_view realm;
  std::string_view password;
};

/// The key of MESSAGE-INTEGRITY under a long-term credential: MD5 of username:realm:password.
/// [RFC8489 §9.2.2] A short-term credential's key is the password itself.
[[nodiscard]] std::array<std::uint8_t, 16> long_term_stun_key(const StunAccount& account);

}  // namespace sidetone::rtc
