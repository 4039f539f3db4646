#pragma once

#include "directory/directory.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sidetone::directory {

/// Everything that a directory holds, as read from the database.
struct Snapshot {
  std::vector<Tenant> tenants;
  std::vector<User> users;
  std::vector<Extension> extensions;
  std::vector<Device> devices;
};

/// The directory in memory: what the core asks while a call is set up never waits for a disk.
class MemoryDirectory final : public Directory {
 public:
  /// Replaces all of it.
  void assign(Snapshot snapshot);
  /// The tenant that is meant when a phone uses the bare server address as its domain.
  void set_default_tenant(TenantId tenant) { default_tenant_ = tenant; }

  const Tenant* tenant_by_domain(std::string_view domain) const override;
  const Tenant* tenant(TenantId tenant) const override;
  const User* user(TenantId tenant, UserId user) const override;
  const Extension* extension(TenantId tenant, std::string_view number) const override;
  const Extension* extension_of_user(TenantId tenant, UserId user) const override;
  const Extension* extension(TenantId tenant, ExtensionId id) const override;
  const Device* device(TenantId tenant, std::string_view username) const override;

 private:
  using Name = std::pair<TenantId, std::string>;
  struct NameLess {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      return std::pair<TenantId, std::string_view>(a) < std::pair<TenantId, std::string_view>(b);
    }
  };

  Snapshot all_;
  TenantId default_tenant_;
  std::map<std::string, std::size_t, std::less<>> domains_;
  std::unordered_map<TenantId, std::size_t> tenants_;
  std::map<std::pair<TenantId, UserId>, std::size_t> users_;
  std::map<std::pair<TenantId, ExtensionId>, std::size_t> extensions_;
  std::map<std::pair<TenantId, UserId>, std::size_t> extensions_of_users_;
  std::map<Name, std::size_t, NameLess> numbers_;
  std::map<Name, std::size_t, NameLess> devices_;
};

}  // namespace sidetone::directory
