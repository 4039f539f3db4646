#include "store/accounts.h"

#include <soci/soci.h>

namespace sidetone::store {
namespace {

using Row = soci::row;

std::uint64_t id_at(const Row& row, std::size_t column) {
  return static_cast<std::uint64_t>(row.get<long long>(column));
}
bool flag_at(const Row& row, std::size_t column) {
  return row.get<int>(column) != 0;
}

directory::Tenant tenant_of(const Row& row) {
  return {.id = directory::TenantId(id_at(row, 0)),
          .name = row.get<std::string>(1),
          .domain = row.get<std::string>(2),
          .country = row.get<std::string>(3)};
}

directory::User user_of(const Row& row) {
  return {.id = directory::UserId(id_at(row, 1)),
          .tenant = directory::TenantId(id_at(row, 0)),
          .email = row.get<std::string>(2),
          .name = row.get<std::string>(3),
          .role = static_cast<directory::Role>(row.get<int>(4)),
          .enabled = flag_at(row, 5)};
}

directory::Extension extension_of(const Row& row) {
  directory::Extension extension{.id = directory::ExtensionId(id_at(row, 1)),
                                 .tenant = directory::TenantId(id_at(row, 0)),
                                 .number = row.get<std::string>(2),
                                 .name = row.get<std::string>(3),
                                 .softphone = flag_at(row, 5),
                                 .ring_seconds = row.get<int>(6)};
  if (row.get_indicator(4) == soci::i_ok) extension.user = directory::UserId(id_at(row, 4));
  return extension;
}

directory::Device device_of(const Row& row) {
  return {.id = directory::DeviceId(id_at(row, 1)),
          .tenant = directory::TenantId(id_at(row, 0)),
          .extension = directory::ExtensionId(id_at(row, 2)),
          .username = row.get<std::string>(3),
          .realm = row.get<std::string>(9),
          .ha1_md5 = row.get<std::string>(4),
          .ha1_sha256 = row.get<std::string>(5),
          .algorithm = static_cast<directory::DigestAlgorithm>(row.get<int>(6)),
          .loopback_only = flag_at(row, 7),
          .enabled = flag_at(row, 8)};
}

template <typename Read>
auto read_all(soci::session& sql, const std::string& query, Read read) {
  std::vector<decltype(read(std::declval<Row>()))> list;
  const soci::rowset<Row> rows = (sql.prepare << query);
  for (const Row& row : rows) list.push_back(read(row));
  return list;
}

}  // namespace

directory::Snapshot read_directory(soci::session& sql) {
  return {.tenants = read_all(sql, "SELECT id, name, domain, country FROM tenants", tenant_of),
          .users =
              read_all(sql, "SELECT tenant_id, id, email, name, role, enabled FROM users", user_of),
          .extensions = read_all(sql,
                                 "SELECT tenant_id, id, number, name, user_id, softphone, "
                                 "ring_seconds FROM extensions",
                                 extension_of),
          .devices = read_all(sql,
                              "SELECT d.tenant_id, d.id, d.extension_id, d.username, d.ha1_md5, "
                              "d.ha1_sha256, d.algorithm, d.loopback_only, d.enabled, t.domain "
                              "FROM devices d JOIN tenants t ON t.id = d.tenant_id",
                              device_of)};
}

std::optional<Login> find_login(soci::session& sql, const std::string& email) {
  long long tenant = 0, user = 0;
  std::string hash;
  sql << "SELECT tenant_id, id, password_hash FROM users WHERE email = :email AND enabled = 1",
      soci::use(email), soci::into(tenant), soci::into(user), soci::into(hash);
  if (!sql.got_data()) return std::nullopt;
  return Login{.tenant = directory::TenantId(static_cast<std::uint64_t>(tenant)),
               .user = directory::UserId(static_cast<std::uint64_t>(user)),
               .password_hash = hash};
}

std::vector<LoginSession> read_sessions(soci::session& sql, std::int64_t now_us) {
  const auto now = static_cast<long long>(now_us);
  sql << "DELETE FROM sessions WHERE expires_us <= :now", soci::use(now);
  return read_all(sql, "SELECT tenant_id, token_hash, user_id, csrf, expires_us FROM sessions",
                  [](const Row& row) {
                    return LoginSession{.token_hash = row.get<std::string>(1),
                                        .tenant = directory::TenantId(id_at(row, 0)),
                                        .user = directory::UserId(id_at(row, 2)),
                                        .csrf = row.get<std::string>(3),
                                        .expires_us = row.get<long long>(4)};
                  });
}

void save_session(soci::session& sql, const LoginSession& session) {
  const auto tenant = static_cast<long long>(session.tenant.value());
  const auto user = static_cast<long long>(session.user.value());
  const auto expires = static_cast<long long>(session.expires_us);
  sql << "INSERT INTO sessions (tenant_id, token_hash, user_id, csrf, expires_us) VALUES "
         "(:tenant, :hash, :user, :csrf, :expires) ON CONFLICT (token_hash) DO UPDATE SET "
         "expires_us = excluded.expires_us",
      soci::use(tenant), soci::use(session.token_hash), soci::use(user), soci::use(session.csrf),
      soci::use(expires);
}

void delete_session(soci::session& sql, const std::string& token_hash) {
  sql << "DELETE FROM sessions WHERE token_hash = :hash", soci::use(token_hash);
}

}  // namespace sidetone::store
