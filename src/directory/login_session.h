#pragma once

#include "directory/directory.h"

#include <cstdint>
#include <string>

namespace sidetone::directory {

/// A login session of a browser. The cookie carries a token; only its hash is kept.
struct LoginSession {
  std::string token_hash;  ///< SHA-256 of the cookie's token, hex: also names the session.
  TenantId tenant;
  UserId user;
  std::string csrf;
  std::int64_t expires_us = 0;  ///< Wall clock.
};

}  // namespace sidetone::directory
