#include "call/reception.h"

#include "support/world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using test::ScriptedPhone;
using test::World;

class ReceptionTest : public testing::Test {
 protected:
  World world_;
  std::size_t registrations() { return world_.board().load().registrations; }
  bool counted(std::string_view name) {
    return std::find(world_.counted().begin(), world_.counted().end(), name) !=
           world_.counted().end();
  }
};

TEST_F(ReceptionTest, RegistersADeviceThatKnowsItsSecret) {
  world_.enroll({&world_.phone("101")});
  EXPECT_EQ(registrations(), 1U);
}

TEST_F(ReceptionTest, RefusesAWrongSecretForEver) {
  ScriptedPhone& phone = world_.phone("101");
  world_.directory().devices()[0].ha1_md5 = std::string(32, '0');
  phone.enroll(world_.now());
  world_.run_for(5s);
  EXPECT_FALSE(phone.enrolled());
  EXPECT_EQ(phone.last_status(), 401);
  EXPECT_TRUE(counted("auth_wrong")) << world_.ladder();
}

TEST_F(ReceptionTest, RegistersABrowserWithoutAnyPassword) {
  world_.enroll({&world_.browser("101")});
  EXPECT_EQ(world_.board().softphones_of(test::TestDirectory::kOne, directory::ExtensionId(1)), 1U);
  EXPECT_EQ(world_.ladder().find("401"), std::string::npos);
}

TEST_F(ReceptionTest, KeepsSeveralDevicesOfOneExtension) {
  world_.enroll({&world_.phone("101"), &world_.browser("101"), &world_.browser("101")});
  EXPECT_EQ(registrations(), 3U);
}

TEST_F(ReceptionTest, ForgetsADeviceThatUnregistersOrExpires) {
  ScriptedPhone& phone = world_.phone("101");
  world_.enroll({&phone, &world_.phone("102")});
  phone.enroll(world_.now(), 0);
  world_.run_for(1s);
  EXPECT_EQ(registrations(), 1U);
  world_.run_for(11min);
  EXPECT_EQ(registrations(), 0U);
}

TEST_F(ReceptionTest, LosesOnlyTheBindingOfAFlowThatDied) {
  ScriptedPhone& first = world_.browser("101");
  world_.enroll({&first, &world_.browser("101")});
  world_.cut(first);
  EXPECT_EQ(registrations(), 1U);
}

TEST_F(ReceptionTest, ChallengesAgainAfterALongTime) {
  ScriptedPhone& phone = world_.phone("101");
  world_.enroll({&phone});
  world_.run_for(9min);
  phone.enroll(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return phone.last_status() == 200; }));
  EXPECT_EQ(registrations(), 1U);
}

}  // namespace
}  // namespace sidetone::call
