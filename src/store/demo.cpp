#include "store/demo.h"

#include "sip/auth/hash.h"
#include "store/password.h"

#include <array>
#include <fmt/format.h>
#include <fstream>
#include <soci/soci.h>
#include <stdexcept>
#include <sys/stat.h>

namespace sidetone::store {
namespace {

constexpr long long kTenant = 1;
constexpr std::string_view kDomain = "demo.test";
constexpr std::size_t kPasswordCharacters = 22;  // 131 bits.

struct Person {
  int id;
  std::string_view login;
  std::string_view number;  ///< Empty: no extension.
  std::string_view name;
  directory::Role role = directory::Role::kUser;
};
constexpr std::array<Person, 5> kPeople{{
    {1, "reception", "101", "Reception"},
    {2, "sales", "102", "Sales"},
    {3, "workshop", "103", "Workshop"},
    {4, "accounts", "104", "Accounts"},
    {5, "admin", "", "Administrator", directory::Role::kAdmin},
}};

std::string read_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

void keep(const std::filesystem::path& file, const std::string& password) {
  std::ofstream stream(file, std::ios::trunc);
  ::chmod(file.c_str(), 0600);
  stream << password << '\n';
  if (!stream.flush()) throw std::runtime_error("cannot write " + file.string());
}

std::string password_of(const DemoOptions& options, Random& random) {
  if (options.password) return *options.password;
  if (const std::string kept = read_line(options.password_file); !kept.empty()) return kept;
  return random.token(kPasswordCharacters);
}

void seed_person(soci::session& sql, const Person& person, const std::string& hash) {
  const std::string email = fmt::format("{}@{}", person.login, kDomain);
  const std::string name(person.name), number(person.number);
  const int role = static_cast<int>(person.role);
  sql << "INSERT INTO users (tenant_id, id, email, name, role, enabled, password_hash) VALUES "
         "(:tenant, :id, :email, :name, :role, 1, :hash) ON CONFLICT (id) DO UPDATE SET "
         "password_hash = excluded.password_hash",
      soci::use(kTenant), soci::use(person.id), soci::use(email), soci::use(name), soci::use(role),
      soci::use(hash);
  if (number.empty()) return;
  sql << "INSERT INTO extensions (tenant_id, id, number, name, user_id, softphone, ring_seconds) "
         "VALUES (:tenant, :id, :number, :name, :user, 1, 30) ON CONFLICT (id) DO NOTHING",
      soci::use(kTenant), soci::use(person.id), soci::use(number), soci::use(name),
      soci::use(person.id);
}

std::string ha1(sip::DigestAlgorithm algorithm, std::string_view number,
                std::string_view password) {
  return std::string(sip::Hasher().joined(algorithm, {number, kDomain, password}).view());
}

void seed_device(soci::session& sql, const Person& person, const Demo& demo, bool open) {
  const std::string number(person.number);
  const std::string md5 = ha1(sip::DigestAlgorithm::kMd5, number, demo.password);
  const std::string sha256 = ha1(sip::DigestAlgorithm::kSha256, number, demo.password);
  const int loopback_only = open ? 0 : 1;
  sql << "INSERT INTO devices (tenant_id, id, extension_id, username, ha1_md5, ha1_sha256, "
         "algorithm, loopback_only, enabled) VALUES (:tenant, :id, :extension, :username, :md5, "
         ":sha, 0, :loopback, 1) ON CONFLICT (id) DO UPDATE SET ha1_md5 = excluded.ha1_md5, "
         "ha1_sha256 = excluded.ha1_sha256, loopback_only = excluded.loopback_only",
      soci::use(kTenant), soci::use(person.id), soci::use(person.id), soci::use(number),
      soci::use(md5), soci::use(sha256), soci::use(loopback_only);
}

/// Logins and devices are seeded in one transaction, and a device's secret is quick to compare:
/// argon2id would take more than half of a start.
bool knows(soci::session& sql, const std::string& password) {
  const Person& person = kPeople.front();
  std::string secret;
  sql << "SELECT ha1_sha256 FROM devices WHERE tenant_id = :tenant AND id = :id",
      soci::use(kTenant), soci::use(person.id), soci::into(secret);
  return sql.got_data() && secret == ha1(sip::DigestAlgorithm::kSha256, person.number, password);
}

}  // namespace

Demo seed_demo(soci::session& sql, const DemoOptions& options, Random& random) {
  const Demo demo{.tenant = directory::TenantId(kTenant), .password = password_of(options, random)};
  if (read_line(options.password_file) != demo.password) {
    keep(options.password_file, demo.password);
  }
  soci::transaction transaction(sql);
  const std::string domain(kDomain);
  sql << "INSERT INTO tenants (id, name, domain, country) VALUES (:id, 'Demo', :domain, 'US') "
         "ON CONFLICT (id) DO NOTHING",
      soci::use(kTenant), soci::use(domain);
  if (!knows(sql, demo.password)) {
    // One salt for the five of them: they share the password anyway, and a start stays quick.
    const std::string hash = hash_password(demo.password, random);
    for (const Person& person : kPeople) seed_person(sql, person, hash);
  }
  for (const Person& person : kPeople) {
    if (!person.number.empty()) seed_device(sql, person, demo, options.open);
  }
  transaction.commit();
  return demo;
}

}  // namespace sidetone::store
