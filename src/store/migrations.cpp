#include "store/migrations.h"

#include <array>
#include <fmt/format.h>
#include <soci/soci.h>

namespace sidetone::store {
namespace {

// Types are those that SQLite and PostgreSQL both know; times are microseconds since 1970.
constexpr std::array<std::string_view, 8> kFirst{
    "CREATE TABLE tenants (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "domain TEXT NOT NULL UNIQUE, country TEXT NOT NULL)",
    "CREATE TABLE users (tenant_id BIGINT NOT NULL REFERENCES tenants(id), "
    "id BIGINT NOT NULL PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, "
    "role INTEGER NOT NULL, enabled INTEGER NOT NULL, password_hash TEXT NOT NULL)",
    "CREATE TABLE extensions (tenant_id BIGINT NOT NULL REFERENCES tenants(id), "
    "id BIGINT NOT NULL PRIMARY KEY, number TEXT NOT NULL, name TEXT NOT NULL, user_id BIGINT, "
    "softphone INTEGER NOT NULL, ring_seconds INTEGER NOT NULL, UNIQUE (tenant_id, number))",
    "CREATE TABLE devices (tenant_id BIGINT NOT NULL REFERENCES tenants(id), "
    "id BIGINT NOT NULL PRIMARY KEY, extension_id BIGINT NOT NULL, username TEXT NOT NULL, "
    "ha1_md5 TEXT NOT NULL, ha1_sha256 TEXT NOT NULL, algorithm INTEGER NOT NULL, "
    "loopback_only INTEGER NOT NULL, enabled INTEGER NOT NULL, UNIQUE (tenant_id, username))",
    "CREATE TABLE sessions (tenant_id BIGINT NOT NULL, token_hash TEXT NOT NULL PRIMARY KEY, "
    "user_id BIGINT NOT NULL, csrf TEXT NOT NULL, expires_us BIGINT NOT NULL)",
    "CREATE TABLE cdr (tenant_id BIGINT NOT NULL, id TEXT NOT NULL, caller_number TEXT NOT NULL, "
    "caller_name TEXT NOT NULL, dialled TEXT NOT NULL, caller_extension BIGINT, "
    "callee_extension BIGINT, callee_name TEXT NOT NULL, started_us BIGINT NOT NULL, "
    "ringing_us BIGINT NOT NULL, answered_us BIGINT NOT NULL, ended_us BIGINT NOT NULL, "
    "result INTEGER NOT NULL, sip_status INTEGER NOT NULL, q850_cause INTEGER NOT NULL, "
    "cause TEXT NOT NULL, caller_hung_up INTEGER NOT NULL, legs TEXT NOT NULL, "
    "PRIMARY KEY (tenant_id, id))",
    "CREATE INDEX cdr_by_caller ON cdr (tenant_id, caller_extension, ended_us, id)",
    "CREATE INDEX cdr_by_callee ON cdr (tenant_id, callee_extension, ended_us, id)"};

constexpr std::array<Migration, 1> kMigrations{{{"accounts, sessions and call records", kFirst}}};

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}

std::size_t schema_version(soci::session& sql) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  int version = 0;
  soci::indicator indicator = soci::i_null;
  sql << "SELECT MAX(version) FROM schema_version", soci::into(version, indicator);
  return indicator == soci::i_ok ? static_cast<std::size_t>(version) : 0;
}

Expected<void, std::string> migrate(soci::session& sql, std::size_t target) try {
  const std::size_t present = schema_version(sql);
  if (present > migrations().size()) {
    return unexpected(fmt::format(
        "the database has version {}, and this Sidetone knows {} at most: install the newer one",
        present, migrations().size()));
  }
  for (std::size_t step = present; step < target; ++step) {
    soci::transaction transaction(sql);
    for (std::string_view statement : migrations()[step].statements) sql << std::string(statement);
    const int version = static_cast<int>(step + 1);
    sql << "INSERT INTO schema_version (version) VALUES (:version)", soci::use(version);
    transaction.commit();
  }
  return {};
} catch (const soci::soci_error& error) {
  return unexpected(std::string(error.what()));
}

}  // namespace sidetone::store
