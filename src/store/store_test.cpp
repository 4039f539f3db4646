#include "store/store.h"

#include "store/database.h"
#include "store/migrations.h"
#include "store/password.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <soci/soci.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace sidetone::store {
namespace {

/// A state directory of its own, and an executor that runs what is posted when the test waits.
class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    char pattern[] = "/tmp/sidetone-store-XXXXXX";
    dir_ = ::mkdtemp(pattern);
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(dir_);
  }
  Expected<std::unique_ptr<Store>, std::string> try_open(std::optional<std::string> password) {
    const Store::Config config{.state_dir = dir_,
                               .demo = DemoOptions{.password = std::move(password),
                                                   .password_file = dir_ / "demo-password"}};
    return Store::open(config, random_, [this](std::function<void()> job) {
      const std::lock_guard lock(mutex_);
      jobs_.push_back(std::move(job));
      changed_.notify_one();
    });
  }
  void open(std::optional<std::string> password = "one two three") {
    store_.reset();
    auto opened = try_open(std::move(password));
    ASSERT_TRUE(opened) << opened.error();
    store_ = std::move(*opened);
  }
  /// Runs posted jobs until `done` holds; false after ten seconds.
  template <typename Done>
  bool wait_until(Done done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
      std::unique_lock lock(mutex_);
      if (!changed_.wait_until(lock, end, [this] { return !jobs_.empty(); })) return false;
      const auto job = std::move(jobs_.front());
      jobs_.erase(jobs_.begin());
      lock.unlock();
      job();
    }
    return true;
  }
  std::optional<Store::LoginResult> login(const std::string& email, const std::string& password) {
    std::optional<Store::LoginResult> result;
    store_->check_login(email, password, [&](Store::LoginResult answer) { result = answer; });
    (void)wait_until([&] { return result.has_value(); });
    return result;
  }
  std::vector<call::Cdr> history_of(std::uint64_t extension, int limit = 50) {
    std::optional<Store::HistoryResult> result;
    store_->history({.tenant = directory::TenantId(1),
                     .extension = directory::ExtensionId(extension),
                     .limit = limit},
                    [&](Store::HistoryResult answer) { result = std::move(answer); });
    EXPECT_TRUE(wait_until([&] { return result.has_value(); }));
    return result && *result ? **result : std::vector<call::Cdr>();
  }
  static call::Cdr cdr(const std::string& id, std::int64_t ended_us) {
    return {.id = id,
            .tenant = directory::TenantId(1),
            .caller_number = "101",
            .dialled = "102",
            .caller_extension = directory::ExtensionId(1),
            .callee_extension = directory::ExtensionId(2),
            .ended_us = ended_us,
            .result = call::CallResult::kAnswered,
            .legs = {{.number = "101", .user_agent = "phone\xFF", .answered = true}}};
  }
  using Counter = std::uint64_t CdrWriter::Counters::*;
  /// A writer's thread counts: looks again until it has, at most ten seconds long.
  static bool wait_until_counted(const std::function<CdrWriter::Counters()>& counters,
                                 Counter counter) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (counters().*counter == 0) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  bool wait_until_counted(Counter counter) {
    return wait_until_counted([this] { return store_->cdr_counters(); }, counter);
  }
  void write(const call::Cdr& record) {
    bool written = false;
    store_->on_written([&](const call::Cdr& done) { written = written || done.id == record.id; });
    store_->write(record);
    EXPECT_TRUE(wait_until([&] { return written; }));
  }

  std::filesystem::path dir_;
  SeededRandom random_{1};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::function<void()>> jobs_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, SeedsTheDemoTenantOfTheContract) {
  open();
  const auto& directory = store_->directory();
  const auto* tenant = directory.tenant_by_domain("demo.test");
  ASSERT_NE(tenant, nullptr);
  EXPECT_EQ(directory.tenant_by_domain("127.0.0.1"), tenant);
  for (const char* number : {"101", "102", "103", "104"}) {
    const auto* extension = directory.extension(tenant->id, number);
    ASSERT_NE(extension, nullptr) << number;
    EXPECT_TRUE(extension->softphone);
    EXPECT_TRUE(directory.device(tenant->id, number)->loopback_only);
  }
  EXPECT_EQ(directory.extension(tenant->id, "101")->name, "Reception");
}

TEST_F(StoreTest, TellsARightPasswordFromAWrongOneAndFromNobody) {
  open();
  EXPECT_TRUE(login("reception@demo.test", "one two three")->has_value());
  EXPECT_EQ(login("reception@demo.test", "four")->error(), Store::LoginFailure::kWrong);
  EXPECT_EQ(login("nobody@demo.test", "one two three")->error(), Store::LoginFailure::kWrong);
}

TEST_F(StoreTest, ChangesThePasswordOfTheDemoWithItsEnvironment) {
  open();
  open("another one");
  EXPECT_TRUE(login("sales@demo.test", "another one")->has_value());
  EXPECT_FALSE(login("sales@demo.test", "one two three")->has_value());
}

TEST_F(StoreTest, KeepsAPasswordThatItMadeUpReadableByItsOwnerOnly) {
  open(std::nullopt);
  const std::string made_up = store_->demo()->password;
  EXPECT_GE(made_up.size(), 22U);
  const auto permissions = std::filesystem::status(dir_ / "demo-password").permissions();
  EXPECT_EQ(permissions & std::filesystem::perms::others_all, std::filesystem::perms::none);
  open(std::nullopt);
  EXPECT_EQ(store_->demo()->password, made_up);
}

TEST_F(StoreTest, RemembersLoginSessionsAcrossARestart) {
  open();
  store_->save({.token_hash = "abc",
                .tenant = directory::TenantId(1),
                .user = directory::UserId(1),
                .csrf = "c",
                .expires_us = 100});
  open();
  ASSERT_EQ(store_->sessions().size(), 1U);
  EXPECT_EQ(store_->sessions()[0].token_hash, "abc");
  store_->remove_session("abc");
  open();
  EXPECT_TRUE(store_->sessions().empty());
}

TEST_F(StoreTest, PagesThroughTheHistoryNewestFirst) {
  open();
  for (int i = 1; i <= 3; ++i) write(cdr("call" + std::to_string(i), i));
  const auto page = history_of(2, 2);
  ASSERT_EQ(page.size(), 2U);
  EXPECT_EQ(page[0].id, "call3");
  EXPECT_EQ(page[1].id, "call2");
  EXPECT_TRUE(history_of(3).empty());
}

TEST_F(StoreTest, StoresARecordOnceHoweverOftenItComes) {
  open();
  write(cdr("same", 1));
  write(cdr("same", 1));
  EXPECT_EQ(history_of(1).size(), 1U);
}

TEST_F(StoreTest, SpoolsRecordsWhileTheDatabaseIsGoneAndReplaysThem) {
  open();
  {
    // There is no such directory: the database cannot be opened.
    CdrWriter writer(dir_ / "none" / "sidetone.db", dir_ / "cdr-spool", [](auto) {});
    writer.write(cdr("spooled", 5));
  }
  EXPECT_TRUE(std::filesystem::exists(dir_ / "cdr-spool"));
  open();
  ASSERT_TRUE(wait_until_counted(&CdrWriter::Counters::written));
  EXPECT_EQ(history_of(1).at(0).id, "spooled");
}

TEST_F(StoreTest, TriesTheSpoolAgainThoughNoCallEnds) {
  open();
  store_.reset();
  CdrWriter writer(dir_ / "later" / "sidetone.db", dir_ / "cdr-spool", [](auto) {});
  const auto counters = [&] { return writer.counters(); };
  writer.write(cdr("spooled", 5));
  ASSERT_TRUE(wait_until_counted(counters, &CdrWriter::Counters::spooled));
  EXPECT_EQ(counters().spooled, 1U);
  EXPECT_EQ(counters().written, 0U);
  std::filesystem::create_directory(dir_ / "made");
  std::filesystem::copy(dir_ / "sidetone.db", dir_ / "made");
  std::filesystem::rename(dir_ / "made", dir_ / "later");
  ASSERT_TRUE(wait_until_counted(counters, &CdrWriter::Counters::written));
  EXPECT_EQ(counters().written, 1U);
  EXPECT_GE(counters().failed_commits, 1U);
}

TEST_F(StoreTest, KeepsASpoolThatItCannotReadNow) {
  open();
  store_.reset();
  // Reading a directory fails, as reading a bad sector does.
  std::filesystem::create_directory(dir_ / "cdr-spool");
  std::ofstream(dir_ / "cdr-spool" / "record") << "x";
  open();
  EXPECT_TRUE(wait_until_counted(&CdrWriter::Counters::spool_failures));
  write(cdr("meanwhile", 1));
  EXPECT_EQ(history_of(1).size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(dir_ / "cdr-spool" / "record"));
}

TEST_F(StoreTest, SetsASpoolAsideInWhichSomethingIsDamaged) {
  open();
  store_.reset();
  CdrSpool spool(dir_ / "cdr-spool");
  ASSERT_TRUE(spool.append(std::vector{cdr("whole", 1)}));
  std::ofstream(dir_ / "cdr-spool", std::ios::app) << "rest";
  std::ofstream(dir_ / "cdr-spool.bad") << "an older one";
  open();
  EXPECT_TRUE(wait_until_counted(&CdrWriter::Counters::spools_set_aside));
  EXPECT_TRUE(spool.empty());
  EXPECT_EQ(history_of(1).at(0).id, "whole");
  EXPECT_EQ(std::filesystem::file_size(dir_ / "cdr-spool.bad"), 12U);
  EXPECT_EQ(CdrSpool(dir_ / "cdr-spool.bad2").read()->cdrs.size(), 1U);
}

TEST_F(StoreTest, AnswersTheLoginsThatAreOpenWhenItEnds) {
  open();
  constexpr int kLogins = 8;
  int answers = 0;
  for (int i = 0; i < kLogins; ++i) {
    store_->check_login("nobody@demo.test", "x", [&](const Store::LoginResult&) { ++answers; });
  }
  store_.reset();
  EXPECT_TRUE(wait_until([&] { return answers == kLogins; }));
}

TEST_F(StoreTest, SaysInOneLineWhyADatabaseOfANewerVersionIsNotTouched) {
  open();
  store_.reset();
  {
    auto sql = open_database(dir_ / "sidetone.db");
    *sql.value() << "INSERT INTO schema_version (version) VALUES (999)";
  }
  const auto opened = try_open("x");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find("version 999"), std::string::npos) << opened.error();
  EXPECT_EQ(opened.error().find('\n'), std::string::npos);
}

TEST_F(StoreTest, MigratesFromEveryFormerVersion) {
  for (std::size_t version = 0; version <= migrations().size(); ++version) {
    const auto file = dir_ / ("v" + std::to_string(version) + ".db");
    auto sql = open_database(file);
    ASSERT_TRUE(migrate(**sql, version));
    ASSERT_TRUE(migrate(**sql));
    EXPECT_EQ(schema_version(**sql), migrations().size());
  }
}

TEST(CdrSpool, LosesNothingButTheRecordThatWasCut) {
  const std::filesystem::path file = "/tmp/sidetone-spool-" + std::to_string(::getpid());
  CdrSpool spool(file);
  const call::Cdr one{.id = "one"}, two{.id = "two"};
  ASSERT_TRUE(spool.append(std::vector{one}));
  const auto whole = std::filesystem::file_size(file);
  ASSERT_TRUE(spool.append(std::vector{two}));
  const auto both = std::filesystem::file_size(file);
  for (auto size = both - 1; size >= whole; --size) {
    std::filesystem::resize_file(file, size);
    const auto contents = spool.read();
    ASSERT_TRUE(contents);
    ASSERT_EQ(contents->cdrs.size(), 1U) << size;
    EXPECT_EQ(contents->cdrs[0].id, "one");
    EXPECT_EQ(contents->damaged, size != whole);
  }
  EXPECT_TRUE(spool.clear());
  EXPECT_TRUE(spool.empty());
}

TEST(CdrSpool, WritesOverARecordThatWasCutSoThatNothingIsLostBehindIt) {
  const std::filesystem::path file = "/tmp/sidetone-spool-" + std::to_string(::getpid());
  const call::Cdr one{.id = "one"}, two{.id = "two"}, three{.id = "three"};
  ASSERT_TRUE(CdrSpool(file).append(std::vector{one, two}));
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 3);
  CdrSpool next_process(file);
  ASSERT_TRUE(next_process.append(std::vector{three}));
  ASSERT_TRUE(next_process.append(std::vector{two}));
  const auto contents = next_process.read();
  ASSERT_TRUE(contents);
  ASSERT_EQ(contents->cdrs.size(), 3U);
  EXPECT_EQ(contents->cdrs[1].id, "three");
  EXPECT_FALSE(contents->damaged);
  EXPECT_TRUE(next_process.clear());
}

TEST(CdrSpool, TellsNothingThereFromNothingThatCouldBeRead) {
  const std::filesystem::path file = "/tmp/sidetone-spool-" + std::to_string(::getpid());
  CdrSpool spool(file);
  EXPECT_TRUE(spool.empty());
  EXPECT_TRUE(spool.read()) << "no file, no records";
  ASSERT_TRUE(spool.append(std::vector{call::Cdr{.id = "one"}}));
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 0;
  ::setrlimit(RLIMIT_NOFILE, &none);
  const auto without_descriptors = spool.read();
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_FALSE(without_descriptors);
  EXPECT_FALSE(spool.empty());
  EXPECT_EQ(spool.read()->cdrs.size(), 1U);
  EXPECT_TRUE(spool.clear());
}

TEST(Password, IsHashedDifferentlyEachTimeAndVerifies) {
  SeededRandom random(1);
  const std::string one = hash_password("secret", random), two = hash_password("secret", random);
  EXPECT_NE(one, two);
  EXPECT_TRUE(one.starts_with("$argon2id$"));
  EXPECT_TRUE(verify_password("secret", one));
  EXPECT_FALSE(verify_password("Secret", one));
}

}  // namespace
}  // namespace sidetone::store
