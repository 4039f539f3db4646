#pragma once

#include "base/random.h"
#include "directory/directory.h"

#include <filesystem>
#include <optional>
#include <string>

namespace soci {
class session;
}

namespace sidetone::store {

struct DemoOptions {
  /// From the environment; otherwise the one in the file, otherwise a new one.
  std::optional<std::string> password;
  std::filesystem::path password_file;
  bool open = false;  ///< Device accounts from everywhere, not from loopback alone.
};

/// The tenant that `--demo` serves: demo.test with Reception 101, Sales 102, Workshop 103 and
/// Accounts 104, each with a login and a desk phone account, and an administrator. Doing it again
/// changes nothing but the password.
struct Demo {
  directory::TenantId tenant;
  std::string password;
};
[[nodiscard]] Demo seed_demo(soci::session& sql, const DemoOptions& options, Random& random);

}  // namespace sidetone::store
