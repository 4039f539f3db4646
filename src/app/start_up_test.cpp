#include "app/start_up.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace sidetone::app {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class StartUpTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/sidetone-start-XXXXXX";
    directory_ = ::mkdtemp(name);
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path directory_;
};

TEST_F(StartUpTest, MakesAStateDirectoryForItsOwnEyesOnly) {
  ASSERT_TRUE(prepare_state_dir(directory_ / "a/b"));
  EXPECT_EQ(fs::status(directory_ / "a/b").permissions(), fs::perms::owner_all);
  EXPECT_TRUE(fs::is_empty(directory_ / "a/b"));
}

TEST_F(StartUpTest, SaysInOneLineWhyAStateDirectoryCannotBe) {
  std::ofstream(directory_ / "file") << "x";
  const auto prepared = prepare_state_dir(directory_ / "file/state");
  ASSERT_FALSE(prepared);
  EXPECT_THAT(prepared.error(), HasSubstr("file/state: Not a directory; "));
}

TEST_F(StartUpTest, AnUnknownUserIsOneLine) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  const auto became = become_user("no-such-user-here");
  ASSERT_FALSE(became);
  EXPECT_EQ(became.error(), "user no-such-user-here: no such user; one of this host");
}

TEST_F(StartUpTest, MakesItsOwnCertificateOnceAndReportsABadOne) {
  Config config;
  config.state_dir = directory_;
  net::ServerTls tls(certificate_files(config));
  ASSERT_TRUE(load_certificate(config, tls));
  const auto first = fs::last_write_time(directory_ / "certificate.pem");
  ASSERT_TRUE(load_certificate(config, tls));
  EXPECT_EQ(fs::last_write_time(directory_ / "certificate.pem"), first);

  config.tls = {.certificate = directory_ / "none.pem", .key = directory_ / "none.key"};
  net::ServerTls other(certificate_files(config));
  const auto loaded = load_certificate(config, other);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error(), HasSubstr("none.pem: "));
}

TEST(Advertise, NamesWhatTheOperatorSaysAndLoopbackLast) {
  Config config;
  config.media.advertise = {*IpAddress::parse("203.0.113.7")};
  const auto addresses = advertised_addresses(config);
  ASSERT_GE(addresses.size(), 2u);
  EXPECT_EQ(addresses.front().to_string(), "203.0.113.7");
  for (std::size_t i = 1; i < addresses.size(); ++i) EXPECT_TRUE(addresses[i].is_loopback());
}

TEST(Advertise, OneListeningAddressIsTheOnlyOne) {
  Config config;
  config.listen.address = *IpAddress::parse("127.0.0.1");
  EXPECT_EQ(advertised_addresses(config), std::vector{*IpAddress::parse("127.0.0.1")});
}

}  // namespace
}  // namespace sidetone::app
