#include "directory/memory_directory.h"

#include <algorithm>

namespace sidetone::directory {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return result;
}

template <typename Index, typename Key, typename List>
auto at(const Index& index, const Key& key, const List& list) -> const typename List::value_type* {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &list[found->second];
}

}  // namespace

void MemoryDirectory::assign(Snapshot snapshot) {
  all_ = std::move(snapshot);
  domains_.clear();
  tenants_.clear();
  users_.clear();
  extensions_.clear();
  extensions_of_users_.clear();
  numbers_.clear();
  devices_.clear();
  for (std::size_t i = 0; i < all_.tenants.size(); ++i) {
    domains_.emplace(lower(all_.tenants[i].domain), i);
    tenants_.emplace(all_.tenants[i].id, i);
  }
  for (std::size_t i = 0; i < all_.users.size(); ++i) {
    users_.emplace(std::pair(all_.users[i].tenant, all_.users[i].id), i);
  }
  for (std::size_t i = 0; i < all_.extensions.size(); ++i) {
    const Extension& extension = all_.extensions[i];
    extensions_.emplace(std::pair(extension.tenant, extension.id), i);
    numbers_.emplace(Name(extension.tenant, extension.number), i);
    if (extension.user)
      extensions_of_users_.emplace(std::pair(extension.tenant, *extension.user), i);
  }
  for (std::size_t i = 0; i < all_.devices.size(); ++i) {
    devices_.emplace(Name(all_.devices[i].tenant, all_.devices[i].username), i);
  }
}

const Tenant* MemoryDirectory::tenant_by_domain(std::string_view domain) const {
  if (const Tenant* tenant = at(domains_, lower(domain), all_.tenants)) return tenant;
  // A phone that was given an address instead of a domain says that address.
  const bool address =
      !domain.empty() && (domain.front() == '[' || domain == "localhost" ||
                          domain.find_first_not_of("0123456789.") == std::string_view::npos);
  return address ? tenant(default_tenant_) : nullptr;
}

const Tenant* MemoryDirectory::tenant(TenantId id) const {
  return at(tenants_, id, all_.tenants);
}

const User* MemoryDirectory::user(TenantId tenant, UserId user) const {
  return at(users_, std::pair(tenant, user), all_.users);
}

const Extension* MemoryDirectory::extension(TenantId tenant, std::string_view number) const {
  return at(numbers_, std::pair<TenantId, std::string_view>(tenant, number), all_.extensions);
}

const Extension* MemoryDirectory::extension_of_user(TenantId tenant, UserId user) const {
  return at(extensions_of_users_, std::pair(tenant, user), all_.extensions);
}

const Extension* MemoryDirectory::extension(TenantId tenant, ExtensionId id) const {
  return at(extensions_, std::pair(tenant, id), all_.extensions);
}

const Device* MemoryDirectory::device(TenantId tenant, std::string_view username) const {
  return at(devices_, std::pair<TenantId, std::string_view>(tenant, username), all_.devices);
}

}  // namespace sidetone::directory
