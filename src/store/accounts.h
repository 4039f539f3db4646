#pragma once

#include "directory/login_session.h"
#include "directory/memory_directory.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace sidetone::store {

using directory::LoginSession;

/// Who logs in: what the password is checked against.
struct Login {
  directory::TenantId tenant;
  directory::UserId user;
  std::string password_hash;
};

// Statements of one connection; each throws soci::soci_error when the database cannot.
[[nodiscard]] directory::Snapshot read_directory(soci::session& sql);
[[nodiscard]] std::optional<Login> find_login(soci::session& sql, const std::string& email);
[[nodiscard]] std::vector<LoginSession> read_sessions(soci::session& sql, std::int64_t now_us);
void save_session(soci::session& sql, const LoginSession& session);
void delete_session(soci::session& sql, const std::string& token_hash);

}  // namespace sidetone::store
