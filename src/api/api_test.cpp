#include "api/api.h"

#include "api/request_text.h"
#include "api/test_api.h"

namespace sidetone::api {
namespace {

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
  const auto response = ask("POST", "/api/v1/softphone/ticket", std::string(kTicketBody));
  ASSERT_EQ(response.status, 200U) << response.body_view();
  const std::string ticket = Json::parse(response.body_view()).at("ticket");
  const auto made = upgrade("/sip?ticket=" + ticket, "sip");
  EXPECT_TRUE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(made)));
  EXPECT_EQ(telephone_.accepted->instance, "<urn:uuid:00000000-0000-4000-8000-000000000001>");
  EXPECT_FALSE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(made)));
}

TEST_F(ApiTest, LetsATicketRunOut) {
  login("ann@one.test");
  const auto response = ask("POST", "/api/v1/softphone/ticket", std::string(kTicketBody));
  const std::string ticket = Json::parse(response.body_view()).at("ticket");
  wall_us_ += TicketTable::kLifetimeUs + 1;
  const auto made = upgrade("/sip?ticket=" + ticket, "sip");
  EXPECT_FALSE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(made)));
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
  accounts_.cdrs = {{.id = "c9",
                     .tenant = directory::TenantId(1),
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
  EXPECT_EQ(ask("DELETE", "/api/v1/me").headers.get("Allow"), "GET, HEAD");
  EXPECT_EQ(ask("GET", "/api/v1/calls/history?limit=0").status, 400U);
  EXPECT_EQ(ask("GET", "/api/v1/calls/history?cursor=%zz").status, 400U);
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
