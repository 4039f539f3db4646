#pragma once

#include "directory/directory.h"

#include <vector>

namespace sidetone::test {

/// Two tenants for tests of calls: `one.test` with 101, 102 and 103, `two.test` with 201
/// and a 101 of its own. Users 1 and 2 are those of 101 and 102. Device secrets are "secret".
class TestDirectory : public directory::Directory {
 public:
  TestDirectory() {
    add_extension(kOne, 1, "101", "Reception");
    add_extension(kOne, 2, "102", "Sales");
    add_extension(kOne, 3, "103", "Workshop");
    add_extension(kTwo, 4, "201", "Stranger");
    add_extension(kTwo, 5, "101", "Other reception");
  }

  static constexpr directory::TenantId kOne{1}, kTwo{2};

  const directory::Tenant* tenant_by_domain(std::string_view domain) const override {
    for (const auto& tenant : tenants_) {
      if (tenant.domain == domain) return &tenant;
    }
    return nullptr;
  }
  const directory::Tenant* tenant(directory::TenantId id) const override {
    return find(tenants_, [&](const auto& tenant) { return tenant.id == id; });
  }
  const directory::User* user(directory::TenantId, directory::UserId) const override {
    return nullptr;
  }
  const directory::Extension* extension(directory::TenantId tenant,
                                        std::string_view number) const override {
    return find(extensions_,
                [&](const auto& e) { return e.tenant == tenant && e.number == number; });
  }
  const directory::Extension* extension(directory::TenantId tenant,
                                        directory::ExtensionId id) const override {
    return find(extensions_, [&](const auto& e) { return e.tenant == tenant && e.id == id; });
  }
  const directory::Extension* extension_of_user(directory::TenantId tenant,
                                                directory::UserId user) const override {
    return find(extensions_, [&](const auto& e) { return e.tenant == tenant && e.user == user; });
  }
  const directory::Device* device(directory::TenantId tenant,
                                  std::string_view username) const override {
    return find(devices_,
                [&](const auto& d) { return d.tenant == tenant && d.username == username; });
  }

  /// Its user has the same id. References to extensions end here.
  void add_extension(directory::TenantId tenant, std::uint64_t id, std::string number,
                     std::string name) {
    extensions_.push_back({.id = directory::ExtensionId(id),
                           .tenant = tenant,
                           .number = std::move(number),
                           .name = std::move(name),
                           .user = directory::UserId(id),
                           .softphone = true});
  }
  void rename_101(std::string name) { extensions_[0].name = std::move(name); }
  const directory::Extension& extension_101() const { return extensions_[0]; }
  const directory::Extension& extension_102() const { return extensions_[1]; }
  const directory::Extension& extension_103() const { return extensions_[2]; }
  std::vector<directory::Device>& devices() { return devices_; }

 private:
  template <typename T, typename Predicate>
  static const T* find(const std::vector<T>& list, Predicate predicate) {
    for (const T& item : list) {
      if (predicate(item)) return &item;
    }
    return nullptr;
  }
  std::vector<directory::Tenant> tenants_{{.id = kOne, .name = "One", .domain = "one.test"},
                                          {.id = kTwo, .name = "Two", .domain = "two.test"}};
  std::vector<directory::Extension> extensions_;
  std::vector<directory::Device> devices_;
};

}  // namespace sidetone::test
