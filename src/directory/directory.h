#pragma once

#include "base/address.h"
#include "base/strong_id.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who is who: tenants, users, extensions and devices, as values, and the port through which the
/// core looks them up. The tenant comes first in every key: there is no lookup across tenants.
namespace sidetone::directory {

using TenantId = StrongId<struct TenantTag>;
using UserId = StrongId<struct UserTag>;
using ExtensionId = StrongId<struct ExtensionTag>;
using DeviceId = StrongId<struct DeviceTag>;

struct Tenant {
  TenantId id;
  std::string name;
  std::string domain;  ///< Lower case, e.g. "demo.test".
  std::string country = "US";
  bool operator==(const Tenant&) const = default;
};

enum class Role : std::uint8_t { kUser, kAdmin };

struct User {
  UserId id;
  TenantId tenant;
  std::string email;  ///< Lower case; unique in the system: it is the login.
  std::string name;
  Role role = Role::kUser;
  bool enabled = true;
  bool operator==(const User&) const = default;
};

struct Extension {
  ExtensionId id;
  TenantId tenant;
  std::string number;  ///< "101"
  std::string name;    ///< Shown to others.
  std::optional<UserId> user;
  bool softphone = false;  ///< May its user phone from the browser (S2)?
  int ring_seconds = 30;   ///< Before "no answer".
  bool operator==(const Extension&) const = default;
};

/// Which digest the device is challenged with; promises.md says why it belongs to the device.
enum class DigestAlgorithm : std::uint8_t { kMd5, kSha256 };

/// A desk phone account. Its secret is kept as HA1 for each algorithm: MD5(user:realm:password)
/// and SHA-256(user:realm:password), hex.
struct Device {
  DeviceId id;
  TenantId tenant;
  ExtensionId extension;
  std::string username;  ///< "101"; unique in its tenant.
  std::string realm;     ///< The tenant's domain.
  std::string ha1_md5;
  std::string ha1_sha256;
  DigestAlgorithm algorithm = DigestAlgorithm::kMd5;
  bool loopback_only = false;  ///< Demo accounts: only from 127.0.0.0/8 and ::1.
  bool enabled = true;
  bool operator==(const Device&) const = default;
};

/// The core's view of the directory: always answers at once from memory. store/ keeps it equal to
/// the database. Pointers stay valid until the owner's next change of the directory, that is:
/// never keep one past the end of a handle_*().
class Directory {
 public:
  virtual ~Directory() = default;
  /// By SIP domain. The bare server address is accepted for the demo tenant.
  [[nodiscard]] virtual const Tenant* tenant_by_domain(std::string_view domain) const = 0;
  [[nodiscard]] virtual const Tenant* tenant(TenantId tenant) const = 0;
  [[nodiscard]] virtual const User* user(TenantId tenant, UserId user) const = 0;
  [[nodiscard]] virtual const Extension* extension(TenantId tenant,
                                                   std::string_view number) const = 0;
  [[nodiscard]] virtual const Extension* extension_of_user(TenantId tenant, UserId user) const = 0;
  [[nodiscard]] virtual const Extension* extension(TenantId tenant, ExtensionId id) const = 0;
  [[nodiscard]] virtual const Device* device(TenantId tenant, std::string_view username) const = 0;
};

}  // namespace sidetone::directory
