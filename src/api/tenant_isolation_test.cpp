// No tenant sees or changes what is another's, at any place of docs/api/openapi.yaml.
#include "api/test_api.h"
#include "api/test_openapi.h"

#include <gmock/gmock.h>

namespace sidetone::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr directory::TenantId kOne{1}, kTwo{2};
constexpr std::string_view kMark = "ofone";  // In everything that belongs to tenant one.

/// Both tenants have an extension 101 and calls; whatever belongs to the first one says so.
class TenantIsolation : public ApiTest {
 protected:
  TenantIsolation() {
    directory_.assign({.tenants = {{.id = kOne, .name = "Ofone", .domain = "one.test"},
                                   {.id = kTwo, .name = "Two", .domain = "two.test"}},
                       .users = {user(1, 1, "ann@one.test"), user(2, 2, "bob@two.test")},
                       .extensions = {extension(1), extension(2)}});
    telephone_.views = {view(kOne, 1, "live-ofone"), view(kTwo, 2, "live-two")};
    accounts_.cdrs = {cdr(kOne, 1, "past-ofone"), cdr(kTwo, 2, "past-two")};
  }
  static call::CallView view(directory::TenantId tenant, std::uint64_t extension,
                             const std::string& id) {
    return {.id = id,
            .tenant = tenant,
            .extension = directory::ExtensionId(extension),
            .peer_number = "102-" + id,
            .peer_name = "Peer " + id,
            .started_us = 1};
  }
  static call::Cdr cdr(directory::TenantId tenant, std::uint64_t extension, const std::string& id) {
    return {.id = id,
            .tenant = tenant,
            .caller_number = "102-" + id,
            .caller_name = "Peer " + id,
            .callee_extension = directory::ExtensionId(extension),
            .ended_us = 5'000'000,
            .cause = "Cause " + id};
  }
  static std::string lower(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
  }
  /// Everything that this session is told when it asks for everything, with every id of tenant
  /// one's at every place where an id goes.
  std::string ask_for_everything() {
    std::string told;
    const std::vector<std::string> ids{"live-ofone",   "past-ofone",   "1",        "101",
                                       "live%2Dofone", "%6Cive-ofone", "../ofone", "*"};
    for (const OpenApi::Operation& operation : document_.operations()) {
      // Signing in or out is not asking; the tests below do it.
      if (operation.id == "login" || operation.id == "logout") continue;
      const bool takes_id = operation.path.find('{') != std::string::npos;
      for (const std::string& id : takes_id ? ids : std::vector<std::string>{""}) {
        std::string path = "/api/v1" + operation.path;
        if (takes_id) path.replace(path.find("{id}"), 4, id);
        const std::string body =
            operation.node.contains("requestBody") ? std::string(kTicketBody) : std::string();
        told += ask(operation.method, path, body).body_view();
        if (operation.method != "GET") continue;
        for (const char* query : {"?cursor=9000000-past-ofone", "?cursor=9000000-", "?limit=100"}) {
          told += ask("GET", path + query).body_view();
        }
      }
    }
    return lower(told);
  }

  OpenApi document_;
};

TEST_F(TenantIsolation, NoPlaceTellsOrTouchesWhatIsAnotherTenants) {
  login("bob@two.test");
  const std::string told = ask_for_everything();
  EXPECT_THAT(told, Not(HasSubstr(kMark)));
  EXPECT_THAT(told, HasSubstr("live-two"));
  EXPECT_THAT(told, HasSubstr("past-two"));
  EXPECT_EQ(telephone_.calls_of(kOne, directory::ExtensionId(1)).size(), 1U);
}

TEST_F(TenantIsolation, TheSameQuestionsTellTheOwnerSoThatTheTestAboveCanFail) {
  login("ann@one.test");
  const std::string told = ask_for_everything();
  EXPECT_THAT(told, HasSubstr("live-ofone"));
  EXPECT_THAT(told, HasSubstr("past-ofone"));
  EXPECT_THAT(told, Not(HasSubstr("-two")));
  EXPECT_TRUE(telephone_.calls_of(kOne, directory::ExtensionId(1)).empty()) << "hung up";
}

TEST_F(TenantIsolation, AnotherTenantsCallIsAnsweredLikeOneThatIsNot) {
  login("bob@two.test");
  const auto foreign = ask("POST", "/api/v1/calls/live-ofone/hangup");
  const auto invented = ask("POST", "/api/v1/calls/live-nobody/hangup");
  EXPECT_EQ(foreign.status, 404U);
  EXPECT_EQ(foreign.body_view(), invented.body_view());
}

TEST_F(TenantIsolation, EventsReachTheirOwnTenantOnly) {
  FakeSocket ann, bob;
  login("ann@one.test");
  const auto of_ann = open_events(ann);
  ASSERT_TRUE(of_ann);
  const auto tell = [&](std::uint64_t extension) {
    api_.handle_call_changed(view(kOne, extension, "live-ofone"));
    api_.handle_call_ended(cdr(kOne, extension, "live-ofone"));
    api_.handle_call_written(cdr(kOne, extension, "live-ofone"));
    api_.handle_registration_changed(kOne, directory::ExtensionId(extension), false);
  };
  tell(1);
  // The number of ann's last frame is no key to her frames.
  const auto sequence = ann.frames.at(0).at("seq").get<std::uint64_t>();
  login("bob@two.test");
  const auto of_bob = open_events(bob, "/api/v1/events?since=" + std::to_string(sequence));
  ASSERT_TRUE(of_bob);
  const std::size_t at_first = bob.frames.size();
  tell(1);
  tell(2);  // Tenant one has no such extension: it is bob's id in tenant two.
  EXPECT_EQ(ann.frames.size(), 1U + 2 * 4);
  EXPECT_EQ(bob.frames.size(), at_first);
  for (const Json& frame : bob.frames) EXPECT_THAT(lower(dumped(frame)), Not(HasSubstr(kMark)));
}

TEST_F(TenantIsolation, SessionsTokensAndTicketsAreNobodyElses) {
  login("ann@one.test");
  const std::string cookie = cookie_, csrf = csrf_;
  const auto answer = ask("POST", "/api/v1/softphone/ticket", std::string(kTicketBody));
  const std::string ticket = Json::parse(answer.body_view()).at("ticket");
  login("bob@two.test");
  const auto sip = upgrade("/sip?ticket=" + ticket, "sip");
  EXPECT_FALSE(std::holds_alternative<net::UpgradeAccepted>(api_.decide_upgrade(sip)));
  EXPECT_FALSE(telephone_.accepted);
  csrf_ = csrf;
  EXPECT_EQ(ask("POST", "/api/v1/logout").status, 403U) << "ann's token with bob's cookie";
  login("bob@two.test");
  EXPECT_EQ(ask("POST", "/api/v1/logout").status, 204U);
  cookie_ = cookie;
  csrf_ = csrf;
  EXPECT_EQ(ask("GET", "/api/v1/me").status, 200U) << "bob signed out, not ann";
}

}  // namespace
}  // namespace sidetone::api
