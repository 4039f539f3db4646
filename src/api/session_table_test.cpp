#include "api/session_table.h"

#include "api/test_api.h"

namespace sidetone::api {
namespace {

constexpr std::int64_t kHourUs = std::int64_t{3'600} * 1'000'000;

class ApiSessionTest : public ApiTest {
 protected:
  FakeSocket socket_;
};

TEST_F(ApiSessionTest, LivesOnWhileAPageListens) {
  login("ann@one.test");
  const auto events = open_events(socket_);
  ASSERT_TRUE(events);
  for (int hour = 0; hour < 48; ++hour) {
    wall_us_ += kHourUs;
    events->handle_message(socket_, R"({"type":"ping"})");
    api_.handle_time();
  }
  EXPECT_FALSE(socket_.closed);
  EXPECT_EQ(ask("GET", "/api/v1/me").status, 200U);
}

TEST_F(ApiSessionTest, ClosesWhatASessionThatRanOutLeftOpen) {
  login("ann@one.test");
  ASSERT_TRUE(open_events(socket_));
  wall_us_ += SessionTable::kLifetimeUs - 1;
  api_.handle_time();
  EXPECT_FALSE(socket_.closed);
  wall_us_ += 1;
  api_.handle_time();
  EXPECT_EQ(socket_.frames.back().at("type"), "session-ended");
  EXPECT_TRUE(socket_.closed);
  EXPECT_EQ(telephone_.revoked.size(), 64U) << "its phone too";
  EXPECT_EQ(api_.sessions(), 0U);
}

TEST_F(ApiSessionTest, APingIsTooLateForASessionThatRanOut) {
  login("ann@one.test");
  const auto events = open_events(socket_);
  ASSERT_TRUE(events);
  wall_us_ += SessionTable::kLifetimeUs;
  events->handle_message(socket_, R"({"type":"ping"})");
  EXPECT_TRUE(socket_.closed);
}

TEST_F(ApiSessionTest, OnlyAFewPasswordsAreLookedAtAtATime) {
  accounts_.hold = true;
  std::vector<unsigned> answers;
  const auto try_one = [&](const std::string& email) {
    const std::string body = dumped({{"email", email}, {"password", "wrong"}});
    api_.handle_request(request("POST", "/api/v1/login", body),
                        [&](const net::HttpResponse& got) { answers.push_back(got.status); });
  };
  try_one("ann@one.test");
  try_one("ann@one.test");
  EXPECT_EQ(answers, std::vector{429U}) << "one of an account";
  try_one("carl@one.test");
  try_one("bob@two.test");
  EXPECT_EQ(answers, (std::vector{429U, 429U})) << "two of a source";
  accounts_.held.at(0)();
  try_one("bob@two.test");
  EXPECT_EQ(answers, (std::vector{429U, 429U, 401U}));
  EXPECT_EQ(accounts_.held.size(), 3U);
}

TEST_F(ApiSessionTest, GuessesAtManyAccountsAtOnceAreStillCounted) {
  accounts_.hold = true;
  std::size_t refused = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string email = "user" + std::to_string(i) + "@one.test";
    auto made = request("POST", "/api/v1/login", dumped({{"email", email}, {"password", "no"}}));
    made.remote.ip = IpAddress::v4({127, 0, 0, 1});
    api_.handle_request(std::move(made), [&](const net::HttpResponse&) { ++refused; });
  }
  EXPECT_EQ(accounts_.held.size(), 30U) << "what a source may get wrong at once";
  EXPECT_EQ(refused, 70U);
}

TEST_F(ApiSessionTest, ARightPasswordCostsNoTry) {
  for (int i = 0; i < 100; ++i) ASSERT_EQ(login("ann@one.test").status, 200U) << i;
  accounts_.available = false;
  for (int i = 0; i < 100; ++i) ASSERT_EQ(login("carl@one.test").status, 503U) << i;
}

TEST(SessionTable, NamesWhoHadToMakeRoom) {
  SeededRandom random(1);
  SessionTable table(random);
  for (std::size_t i = 0; i < SessionTable::kMaxSessions; ++i) {
    table.restore(
        {.token_hash = std::to_string(i), .expires_us = static_cast<std::int64_t>(i + 1)});
  }
  EXPECT_TRUE(table.take_ended(0).empty());
  (void)table.create(directory::TenantId(1), directory::UserId(1), 0);
  const auto ended = table.take_ended(0);
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].token_hash, "0");
  EXPECT_TRUE(table.take_ended(0).empty());
}

}  // namespace
}  // namespace sidetone::api
