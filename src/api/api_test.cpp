#include "api/api.h"

#include "api/request_text.h"
#include "directory/memory_directory.h"

#include <gtest/gtest.h>

#include <optional>

namespace sidetone::api {
namespace {

/// Knows ann@one.test and bob@two.test, both with the password "right".
class FakeAccounts final : public Accounts {
 public:
  void check_login(std::string email, std::string password,
                   std::function<void(LoginResult)> answer) override {
    const std::uint64_t who = email == "ann@one.test" ? 1 : email == "bob@two.test" ? 2 : 0;
    if (who == 0 || password != "right") return answer(unexpected(LoginFailure::kWrong));
    answer(Login{.tenant = directory::TenantId(who), .user = directory::UserId(who)});
  }
  void save_session(const directory::LoginSession&) override {}
  void remove_session(const std::string&) override {}
  void history(const call::HistoryQuery& query, std::function<void(History)> answer) override {
    asked = query;
    answer(cdrs);
  }
  std::optional<call::HistoryQuery> asked;
  History cdrs = std::vector<call::Cdr>{};
};

class FakeTelephone final : public Telephone {
 public:
  std::vector<call::CallView> calls_of(directory::TenantId tenant,
                                       directory::ExtensionId extension) const override {
    if (tenant != directory::TenantId(1)) return {};
    return {{.id = "c1", .tenant = tenant, .extension = extension, .started_us = 1'000'000}};
  }
  std::size_t softphones_of(directory::TenantId, directory::ExtensionId) const override {
    return 1;
  }
  bool hang_up(directory::TenantId tenant, directory::ExtensionId, std::string_view call) override {
    return tenant == directory::TenantId(1) && call == "c1";
  }
  void revoke_session(std::string_view session) override { revoked = session; }
  std::shared_ptr<net::WebSocketHandler> accept_browser(call::BrowserIdentity identity) override {
    accepted = std::move(identity);
    return nullptr;
  }
  std::string revoked;
  std::optional<call::BrowserIdentity> accepted;
};

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    directory_.assign(
        {.tenants = {{.id = directory::TenantId(1), .name = "One", .domain = "one.test"},
                     {.id = directory::TenantId(2), .name = "Two", .domain = "two.test"}},
         .users = {user(1, "ann@one.test"), user(2, "bob@two.test")},
         .extensions = {extension(1), extension(2)}});
  }
  static directory::User user(std::uint64_t id, std::string email) {
    return {.id = directory::UserId(id),
            .tenant = directory::TenantId(id),
            .email = std::move(email),
            .name = "N"};
  }
  static directory::Extension extension(std::uint64_t id) {
    return {.id = directory::ExtensionId(id),
            .tenant = directory::TenantId(id),
            .number = "101",
            .name = "Desk",
            .user = directory::UserId(id),
            .softphone = true};
  }
  net::HttpRequest request(std::string method, std::string path, std::string body = {}) {
    net::HttpRequest made{.method = std::move(method), .path = std::move(path)};
    if (const auto mark = made.path.find('?'); mark != std::string::npos) {
      made.query = made.path.substr(mark + 1);
      made.path.resize(mark);
    }
    made.headers.add("Host", "pbx.test");
    if (!cookie_.empty()) made.headers.add("Cookie", "sidetone_session=" + cookie_);
    if (!csrf_.empty()) made.headers.add("X-CSRF-Token", csrf_);
    if (!body.empty()) made.headers.add("Content-Type", "application/json");
    made.body = std::move(body);
    made.remote = {IpAddress::v4({198, 18, 0, 9}), 1};
    return made;
  }
  net::HttpResponse ask(net::HttpRequest made) {
    std::optional<net::HttpResponse> answer;
    api_.handle_request(std::move(made), [&](net::HttpResponse response) { answer = response; });
    return answer.value();
  }
  net::HttpResponse ask(std::string method, std::string path, std::string body = {}) {
    return ask(request(std::move(method), std::move(path), std::move(body)));
  }
  net::HttpResponse login(const std::string& email, const std::string& password = "right") {
    cookie_.clear();
    csrf_.clear();
    auto response =
        ask("POST", "/api/v1/login", dumped({{"email", email}, {"password", password}}));
    const std::string set(response.headers.get("Set-Cookie"));
    if (!set.empty()) {
      cookie_ = set.substr(set.find('=') + 1, set.find(';') - set.find('=') - 1);
      csrf_ = Json::parse(response.body_view()).at("csrfToken");
    }
    return response;
  }

  SeededRandom random_{1};
  directory::MemoryDirectory directory_;
  FakeAccounts accounts_;
  FakeTelephone telephone_;
  Instant now_{std::chrono::hours(1)};
  std::int64_t wall_us_ = 1'000'000'000'000;
  Api api_{{.description = "openapi: 3.1.0"},
           {.directory = directory_,
            .accounts = accounts_,
            .telephone = telephone_,
            .random = random_,
            .clock = {.now = [this] { return now_; }, .wall_us = [this] { return wall_us_; }}}};
  std::string cookie_, csrf_;
};

TEST_F(ApiTest, SignsInWithAnHttpOnlyCookie) {
  const auto response = login("Ann@One.test");
  EXPECT_EQ(response.status, 200U);
  const std::string cookie(response.headers.get("Set-Cookie"));
  EXPECT_NE(cookie.find("HttpOnly; SameSite=Strict"), std::string::npos) << cookie;
  EXPECT_EQ(ask("GET", "/api/v1/me").status, 200U);
}

TEST_F(ApiTest, GivesOneAnswerForAWrongPasswordAndForNobody) {
  const auto wrong = login("ann@one.test", "wrong"), nobody = login("eve@one.test");
  EXPECT_EQ(wrong.status, 401U);
  EXPECT_EQ(wrong.body_view(), nobody.body_view());
  EXPECT_NE(wrong.body_view().find("Wrong email or password."), std::string_view::npos);
}

TEST_F(ApiTest, SlowsGuessingDown) {
  unsigned status = 0;
  for (int i = 0; i < 40 && status != 429; ++i) status = login("ann@one.test", "wrong").status;
  EXPECT_EQ(status, 429U);
  EXPECT_FALSE(login("ann@one.test", "wrong").headers.get("Retry-After").empty());
}

TEST_F(ApiTest, WantsASessionEverywhereButAtTheDoor) {
  for (const char* path : {"/api/v1/me", "/api/v1/calls", "/api/v1/calls/history"}) {
    EXPECT_EQ(ask("GET", path).status, 401U) << path;
  }
  for (const char* path :
       {"/api/v1/logout", "/api/v1/softphone/ticket", "/api/v1/calls/c1/hangup"}) {
    EXPECT_EQ(ask("POST", path).status, 401U) << path;
  }
}

TEST_F(ApiTest, WantsTheTokenOfItsOwnPageForEverythingThatChangesSomething) {
  login("ann@one.test");
  csrf_ = "forged";
  EXPECT_EQ(ask("POST", "/api/v1/calls/c1/hangup").status, 403U);
  EXPECT_EQ(ask("POST", "/api/v1/logout").status, 403U);
}

TEST_F(ApiTest, RefusesOtherSites) {
  login("ann@one.test");
  auto foreign = request("POST", "/api/v1/calls/c1/hangup");
  foreign.headers.add("Origin", "http://evil.test");
  EXPECT_EQ(ask(foreign).status, 403U);
  auto own = request("POST", "/api/v1/calls/c1/hangup");
  own.headers.add("Origin", "http://pbx.test");
  EXPECT_EQ(ask(own).status, 204U);
}

TEST_F(ApiTest, NeverShowsOneTenantToAnother) {
  login("bob@two.test");
  EXPECT_EQ(ask("POST", "/api/v1/calls/c1/hangup").status, 404U);
  EXPECT_EQ(ask("GET", "/api/v1/calls").body_view(), R"({"items":[]})");
  EXPECT_EQ(ask("GET", "/api/v1/calls/history").status, 200U);
  EXPECT_EQ(accounts_.asked->tenant, directory::TenantId(2));
  EXPECT_EQ(accounts_.asked->extension, directory::ExtensionId(2));
}

TEST_F(ApiTest, OpensSipWithATicketOnceAndForItsOwnSessionOnly) {
  login("ann@one.test");
  const auto response = ask("POST", "/api/v1/softphone/ticket",
                            R"({"instanceId":"00000000-0000-4000-8000-000000000001"})");
  ASSERT_EQ(response.status, 200U) << response.body_view();
  const std::string ticket = Json::parse(response.body_view()).at("ticket");
  auto upgrade = request("GET", "/sip?ticket=" + ticket);
  upgrade.headers.add("Origin", "http://pbx.test");
  upgrade.headers.add("Sec-WebSocket-Protocol", "sip");
  EXPECT_TRUE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(upgrade)));
  EXPECT_EQ(telephone_.accepted->instance, "<urn:uuid:00000000-0000-4000-8000-000000000001>");
  EXPECT_FALSE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(upgrade)));
}

TEST_F(ApiTest, LetsATicketRunOut) {
  login("ann@one.test");
  const auto response = ask("POST", "/api/v1/softphone/ticket",
                            R"({"instanceId":"00000000-0000-4000-8000-000000000001"})");
  const std::string ticket = Json::parse(response.body_view()).at("ticket");
  wall_us_ += TicketTable::kLifetimeUs + 1;
  auto upgrade = request("GET", "/sip?ticket=" + ticket);
  upgrade.headers.add("Origin", "http://pbx.test");
  upgrade.headers.add("Sec-WebSocket-Protocol", "sip");
  EXPECT_FALSE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(upgrade)));
}

TEST_F(ApiTest, ClosesThePhoneOfASessionThatSignsOut) {
  login("ann@one.test");
  EXPECT_EQ(ask("POST", "/api/v1/logout").status, 204U);
  EXPECT_EQ(telephone_.revoked.size(), 64U);
  EXPECT_EQ(ask("GET", "/api/v1/me").status, 401U);
}

TEST_F(ApiTest, EndsASessionThatNobodyUses) {
  login("ann@one.test");
  wall_us_ += SessionTable::kLifetimeUs + 1;
  EXPECT_EQ(ask("GET", "/api/v1/me").status, 401U);
}

TEST_F(ApiTest, ShowsACallAsItsViewerSawIt) {
  login("ann@one.test");
  accounts_.cdrs = std::vector<call::Cdr>{{.id = "c9",
                                           .caller_number = "102",
                                           .caller_extension = directory::ExtensionId(9),
                                           .callee_extension = directory::ExtensionId(1),
                                           .result = call::CallResult::kNoAnswer}};
  const auto items = Json::parse(ask("GET", "/api/v1/calls/history").body_view()).at("items");
  EXPECT_EQ(items.at(0).at("direction"), "in");
  EXPECT_EQ(items.at(0).at("result"), "missed");
}

TEST_F(ApiTest, AnswersNonsenseWithTheRightStatus) {
  login("ann@one.test");
  EXPECT_EQ(ask("GET", "/api/v1/nothing").status, 404U);
  EXPECT_EQ(ask("DELETE", "/api/v1/me").status, 405U);
  EXPECT_EQ(ask("DELETE", "/api/v1/me").headers.get("Allow"), "GET");
  EXPECT_EQ(ask("GET", "/api/v1/calls/history?limit=0").status, 400U);
  EXPECT_EQ(ask("GET", "/api/v1/calls/history?cursor=%zz").status, 200U);
  EXPECT_EQ(ask("POST", "/api/v1/softphone/ticket", "[]").status, 400U);
  EXPECT_EQ(ask("POST", "/api/v1/softphone/ticket", "{\"instanceId\":7}").status, 400U);
  auto no_json = request("POST", "/api/v1/login");
  no_json.body = "email=a";
  EXPECT_EQ(ask(no_json).status, 415U);
}

TEST_F(ApiTest, SaysWhatThePageMayLoad) {
  const auto response = ask("GET", "/api/v1/openapi.yaml");
  const std::string policy(response.headers.get("Content-Security-Policy"));
  EXPECT_NE(policy.find("default-src 'self'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

TEST(RequestText, MatchesPathsBySegment) {
  EXPECT_TRUE(matches("/calls/{id}/hangup", "/calls/abc/hangup"));
  for (const char* path :
       {"/calls//hangup", "/calls/a/b/hangup", "/calls/abc", "/calls/abc/hangup/x"}) {
    EXPECT_FALSE(matches("/calls/{id}/hangup", path)) << path;
  }
}

TEST(RequestText, TakesOnlyItsOwnOrigin) {
  net::HttpRequest request{.tls = true};
  request.headers.add("Host", "pbx.test:8443");
  EXPECT_TRUE(same_origin(request, false));
  EXPECT_FALSE(same_origin(request, true));
  request.headers.add("Origin", "https://PBX.test:8443");
  EXPECT_TRUE(same_origin(request, true));
  request.headers.add("Origin", "https://evil.test");
  EXPECT_FALSE(same_origin(request, true));
}

}  // namespace
}  // namespace sidetone::api
