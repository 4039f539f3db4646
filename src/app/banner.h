#pragma once

#include "app/config/config.h"

#include <string>

namespace sidetone::app {

/// What a person wants to know after `make run`: where to open the page, as whom to sign in, what
/// to set a desk phone to. The password only if it is `password_from`'s own to show.
struct Banner {
  const Config& config;
  std::string password;       ///< Empty: it came from the environment and is not repeated.
  std::string password_file;  ///< Where it is kept.
  bool open = false;          ///< Demo accounts work from other hosts.
};
[[nodiscard]] std::string to_text(const Banner& banner);

}  // namespace sidetone::app
