#include "directory/memory_directory.h"

#include <gtest/gtest.h>

namespace sidetone::directory {
namespace {

class MemoryDirectoryTest : public testing::Test {
 protected:
  MemoryDirectoryTest() {
    directory_.assign(
        {.tenants = {{.id = kOne, .domain = "one.test"}, {.id = kTwo, .domain = "two.test"}},
         .users = {{.id = UserId(1), .tenant = kOne, .name = "Ann"}},
         .extensions = {{.id = ExtensionId(1), .tenant = kOne, .number = "101", .user = UserId(1)},
                        {.id = ExtensionId(2), .tenant = kTwo, .number = "101"}},
         .devices = {{.id = DeviceId(1), .tenant = kOne, .username = "101"}}});
  }

  static constexpr TenantId kOne{1}, kTwo{2};
  MemoryDirectory directory_;
};

TEST_F(MemoryDirectoryTest, FindsTenantsByDomainWithoutCase) {
  EXPECT_EQ(directory_.tenant_by_domain("ONE.test")->id, kOne);
  EXPECT_EQ(directory_.tenant_by_domain("three.test"), nullptr);
}

TEST_F(MemoryDirectoryTest, KeepsTheSameNumberOfTwoTenantsApart) {
  EXPECT_EQ(directory_.extension(kOne, "101")->id, ExtensionId(1));
  EXPECT_EQ(directory_.extension(kTwo, "101")->id, ExtensionId(2));
  EXPECT_EQ(directory_.extension(kTwo, ExtensionId(1)), nullptr);
  EXPECT_EQ(directory_.device(kTwo, "101"), nullptr);
  EXPECT_EQ(directory_.user(kTwo, UserId(1)), nullptr);
}

TEST_F(MemoryDirectoryTest, FindsTheExtensionOfAUser) {
  EXPECT_EQ(directory_.extension_of_user(kOne, UserId(1))->number, "101");
  EXPECT_EQ(directory_.extension_of_user(kOne, UserId(9)), nullptr);
}

TEST_F(MemoryDirectoryTest, TakesABareAddressForTheDefaultTenantOnlyWhenThereIsOne) {
  EXPECT_EQ(directory_.tenant_by_domain("127.0.0.1"), nullptr);
  directory_.set_default_tenant(kTwo);
  EXPECT_EQ(directory_.tenant_by_domain("127.0.0.1")->id, kTwo);
  EXPECT_EQ(directory_.tenant_by_domain("[::1]")->id, kTwo);
  EXPECT_EQ(directory_.tenant_by_domain("three.test"), nullptr);
}

}  // namespace
}  // namespace sidetone::directory
