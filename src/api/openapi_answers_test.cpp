// Holds every answer of the server to docs/api/openapi.yaml, and every declared one to the server.
#include "api/test_openapi_fixture.h"

#include <gmock/gmock.h>

#include <set>

namespace sidetone::api {
namespace {

using directory::ExtensionId;
using directory::TenantId;
using testing::IsEmpty;

/// One declared answer of one operation.
struct Answer {
  OpenApi::Operation operation;
  unsigned status = 0;
  [[nodiscard]] std::string name() const { return fmt::format("{}_{}", operation.id, status); }
  friend void PrintTo(const Answer& answer, std::ostream* out) { *out << answer.name(); }
};

std::vector<Answer> declared_answers() {
  std::vector<Answer> found;
  for (const OpenApi::Operation& operation : OpenApi().operations()) {
    for (const auto& [status, response] : operation.node.at("responses").items()) {
      found.push_back({operation, static_cast<unsigned>(std::stoul(status))});
    }
  }
  return found;
}

/// Only a login counts guesses, and only what has a body or a query can be asked wrongly.
bool can_be_tried(const OpenApi::Operation& operation, unsigned status) {
  if (status == 429) return operation.id == "login";
  if (status != 400 || operation.node.contains("requestBody")) return true;
  const auto in_query = [](const Json& parameter) { return parameter.at("in") == "query"; };
  return std::ranges::any_of(OpenApi().parameters(operation), in_query);
}

/// Those that a request can draw, as OpenApiAnswers::provoked() knows, and that the operation does
/// not declare.
std::vector<Answer> undeclared_answers() {
  std::vector<Answer> found;
  for (const OpenApi::Operation& operation : OpenApi().operations()) {
    for (const unsigned status : {101, 200, 204, 400, 401, 403, 404, 413, 415, 426, 429, 503}) {
      const bool declared = operation.node.at("responses").contains(std::to_string(status));
      if (!declared && can_be_tried(operation, status)) found.push_back({operation, status});
    }
  }
  return found;
}

/// Each answer comes from a server of its own, of which ann asks.
class OpenApiAnswers : public OpenApiTest, public testing::WithParamInterface<Answer> {
 protected:
  OpenApiAnswers() { login("ann@one.test"); }

  net::HttpResponse to_a_wrong_request(const Operation& operation) {
    if (operation.node.contains("requestBody")) {
      return ask(request(operation.method, place(operation), "[]"));
    }
    for (const Json& parameter : document().parameters(operation)) {
      if (parameter.at("in") != "query") continue;
      const std::string name = parameter.at("name");
      return send(operation, good(operation, "?" + name + "=nonsense"));
    }
    return {.status = 0, .headers = {}, .body = std::string()};
  }
  net::HttpResponse to_a_stranger(const Operation& operation) {
    if (operation.id == "login") return login("ann@one.test", "wrong");
    cookie_.clear();
    return send(operation, good(operation));
  }
  net::HttpResponse to_another_site(const Operation& operation) {
    auto made = request(operation.method, place(operation), good_body(operation));
    made.headers.add("Origin", "https://evil.test");
    return send(operation, std::move(made));
  }
  net::HttpResponse to_text(const Operation& operation) {
    auto made = request(operation.method, place(operation));
    made.headers.add("Content-Type", "text/plain");
    made.body = good_body(operation) + " ";
    return ask(std::move(made));
  }
  net::HttpResponse to_too_much(const Operation& operation) {
    std::string body = good_body(operation);
    body.resize(kMaxBody + 1, ' ');
    return ask(request(operation.method, place(operation), std::move(body)));
  }
  net::HttpResponse to_many_guesses() {
    auto response = login("ann@one.test", "wrong");
    for (int i = 0; i < 40 && response.status == 401; ++i) response = login("ann@one.test", "no");
    return response;
  }
  net::HttpResponse without_its_database(const Operation& operation) {
    accounts_.available = false;
    if (operation.id == "createSoftphoneTicket") api_.drain();  // Asks no database.
    return send(operation, good(operation));
  }
  net::HttpResponse provoked(const Operation& operation, unsigned status) {
    switch (status) {
      case 101:
      case 200:
      case 204:
        return send(operation, good(operation));
      case 400:
        return to_a_wrong_request(operation);
      case 401:
        return to_a_stranger(operation);
      case 403:
        return to_another_site(operation);
      case 404:
        telephone_.views.clear();
        return send(operation, good(operation));
      case 413:
        return to_too_much(operation);
      case 415:
        return to_text(operation);
      case 426:
        return ask(request(operation.method, place(operation)));
      case 429:
        return to_many_guesses();
      case 503:
        return without_its_database(operation);
      default:  // Nobody knows how the server can give this one: it should not be declared.
        return {.status = 0, .headers = {}, .body = std::string()};
    }
  }
};

TEST_P(OpenApiAnswers, EachDeclaredOneIsGivenAsDeclared) {
  const auto& [operation, status] = GetParam();
  expect(operation, provoked(operation, status), status);
}

INSTANTIATE_TEST_SUITE_P(Document, OpenApiAnswers, testing::ValuesIn(declared_answers()),
                         [](const auto& one) { return one.param.name(); });

/// What draws a status, tried on each operation that does not declare it.
class OpenApiUndeclared : public OpenApiAnswers {};

TEST_P(OpenApiUndeclared, IsNeverGiven) {
  const auto& [operation, status] = GetParam();
  EXPECT_THAT(faults(operation, provoked(operation, status)), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Document, OpenApiUndeclared, testing::ValuesIn(undeclared_answers()),
                         [](const auto& one) { return one.param.name(); });

/// Each operation is asked of a server of its own.
class OpenApiOperation : public OpenApiTest,
                         public testing::WithParamInterface<OpenApi::Operation> {
 protected:
  net::HttpResponse asked() { return send(GetParam(), good(GetParam())); }
  static bool wants_token() {
    for (const Json& parameter : document().parameters(GetParam())) {
      if (parameter.at("name") == "X-CSRF-Token") return parameter.at("required");
    }
    return false;
  }
};

TEST_P(OpenApiOperation, AskedRightlyGetsItsDeclaredSuccess) {
  login("ann@one.test");
  ASSERT_NE(success(GetParam()), 0U) << "none is declared";
  expect(GetParam(), asked(), success(GetParam()));
}

TEST_P(OpenApiOperation, WantsALivingSessionUnlessTheDocumentSaysNot) {
  const unsigned wanted = GetParam().open ? success(GetParam()) : 401;
  expect(GetParam(), asked(), wanted, "no cookie");
  cookie_ = std::string(43, 'x');
  expect(GetParam(), asked(), wanted, "a cookie that nobody gave out");
  login("ann@one.test");
  const std::string cookie = cookie_;
  ask("POST", "/api/v1/logout");
  cookie_ = cookie;
  expect(GetParam(), asked(), wanted, "signed out");
  login("ann@one.test");
  wall_us_ += SessionTable::kLifetimeUs;
  expect(GetParam(), asked(), wanted, "run out");
  EXPECT_EQ(telephone_.views.size(), 1U) << "nothing was done";
}

TEST_P(OpenApiOperation, KnowsNobodyWhoIsLockedOut) {
  login("ann@one.test");
  auto ann = user(1, 1, "ann@one.test");
  ann.enabled = false;
  directory_.assign({.tenants = {{.id = TenantId(1), .name = "One", .domain = "one.test"}},
                     .users = {ann},
                     .extensions = {extension(1)}});
  expect(GetParam(), asked(), GetParam().open ? success(GetParam()) : 401);
}

TEST_P(OpenApiOperation, WantsTheTokenOfItsPageWhereItIsDeclared) {
  login("bob@two.test");
  const std::string other = csrf_;
  login("ann@one.test");
  const std::string own = csrf_;
  for (const std::string& token : {std::string(), std::string("forged"), other, own + "x"}) {
    if (!wants_token()) continue;
    csrf_ = token;
    expect(GetParam(), asked(), 403, "token '" + token + "'");
  }
  csrf_ = wants_token() ? own : "";
  expect(GetParam(), asked(), success(GetParam()), "none of them had an effect");
}

TEST_P(OpenApiOperation, AnswersHeadLikeGet) {
  if (unsafe(GetParam())) return;
  login("ann@one.test");
  const auto get = ask("GET", place(GetParam())), head = ask("HEAD", place(GetParam()));
  EXPECT_EQ(head.status, get.status);
  EXPECT_EQ(head.headers.all(), get.headers.all());
  EXPECT_THAT(faults(GetParam(), head), IsEmpty());
}

TEST_P(OpenApiOperation, TakesEveryValueThatIsDeclaredForAParameter) {
  login("ann@one.test");
  for (const Json& parameter : document().parameters(GetParam())) {
    if (parameter.at("in") != "query") continue;
    const Json& schema = parameter.at("schema");
    std::vector<std::string> right;
    for (const char* bound : {"minimum", "default", "maximum"}) {
      if (schema.contains(bound)) right.push_back(dumped(schema.at(bound)));
    }
    if (schema.at("type") == "string") right.push_back("5000000-" + std::string(192, 'a'));
    for (const std::string& value : right) {
      const std::string query = "?" + parameter.at("name").get<std::string>() + "=" + value;
      expect(GetParam(), send(GetParam(), good(GetParam(), query)), success(GetParam()), query);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Document, OpenApiOperation, testing::ValuesIn(OpenApi().operations()),
                         [](const auto& one) { return one.param.id; });

/// What the answers hold when there is something to tell.
class OpenApiBodies : public OpenApiTest {
 protected:
  static Operation operation(std::string_view id) {
    for (Operation& found : document().operations()) {
      if (found.id == id) return found;
    }
    throw std::out_of_range(std::string(id));
  }
  Json told(std::string_view id, const std::string& query = {}) {
    const auto response = send(operation(id), good(operation(id), query));
    expect(operation(id), response, 200, query);
    return Json::parse(response.body_view());
  }
  static call::Cdr cdr(call::CallResult result, bool outgoing) {
    call::Cdr made{.id = "c9", .tenant = TenantId(1), .ended_us = 5'000'000, .result = result};
    (outgoing ? made.caller_extension : made.callee_extension) = ExtensionId(1);
    if (result == call::CallResult::kAnswered) made.answered_us = 2'000'000;
    if (result == call::CallResult::kBusy) made.sip_status = 486;
    if (outgoing) made.callee_name = "Peer";
    return made;
  }
};

TEST_F(OpenApiBodies, AUserIsToldWithAndWithoutAnExtension) {
  login("ann@one.test");
  EXPECT_TRUE(told("getMe").at("extension").is_object());
  auto carl = user(3, 1, "carl@one.test");
  carl.role = directory::Role::kAdmin;
  directory_.assign(
      {.tenants = {{.id = TenantId(1), .name = "One", .domain = "one.test"}}, .users = {carl}});
  login("carl@one.test");
  const Json me = told("getMe");
  EXPECT_EQ(me.at("extension"), nullptr);
  EXPECT_EQ(me.at("user").at("role"), "admin");
  EXPECT_THAT(told("listCalls").at("items"), IsEmpty());
  EXPECT_THAT(told("listCallHistory").at("items"), IsEmpty());
  for (const char* id : {"createSoftphoneTicket", "hangUpCall"}) {
    const auto refused = send(operation(id), good(operation(id)));
    expect(operation(id), refused, id == std::string_view("hangUpCall") ? 404 : 403, id);
  }
}

TEST_F(OpenApiBodies, AnExtensionWithoutASoftphoneGetsNoTicket) {
  auto desk = extension(1);
  desk.softphone = false;
  directory_.assign({.tenants = {{.id = TenantId(1), .name = "One", .domain = "one.test"}},
                     .users = {user(1, 1, "ann@one.test")},
                     .extensions = {desk}});
  login("ann@one.test");
  const auto ticket = operation("createSoftphoneTicket");
  expect(ticket, send(ticket, good(ticket)), 403);
  EXPECT_EQ(told("getMe").at("features").at("softphone"), false);
}

TEST_F(OpenApiBodies, LiveCallsAreToldInEveryState) {
  login("ann@one.test");
  using enum call::CallState;
  telephone_.views.clear();
  for (const auto state : {kRinging, kEarly, kConfirmed}) {
    telephone_.views.push_back({.id = "c1",
                                .tenant = TenantId(1),
                                .extension = ExtensionId(1),
                                .outgoing = state == kEarly,
                                .state = state,
                                .peer_number = "102",
                                .peer_name = state == kEarly ? "Peer \xFF" : "",
                                .started_us = 1'000'000,
                                .answered_us = state == kConfirmed ? 2'000'000 : 0});
  }
  std::vector<std::string> states;
  const Json items = told("listCalls").at("items");
  for (const Json& item : items) states.push_back(item.at("state"));
  EXPECT_EQ(Json(states), document().schema("LiveCall").at("properties").at("state").at("enum"));
}

TEST_F(OpenApiBodies, EveryResultIsToldAndEveryDeclaredOneCanCome) {
  login("ann@one.test");
  using enum call::CallResult;
  for (const auto result : {kAnswered, kMissed, kNoAnswer, kBusy, kDeclined, kCancelled, kFailed}) {
    for (const bool outgoing : {false, true}) accounts_.cdrs.push_back(cdr(result, outgoing));
  }
  const Json items = told("listCallHistory").at("items");
  EXPECT_EQ(items.size(), 14U);
  std::set<Json> results{"answered_elsewhere"};  // The document says when that one comes.
  for (const Json& item : items) results.insert(item.at("result"));
  EXPECT_EQ(results, document().schema("Result").at("enum").get<std::set<Json>>());
}

TEST_F(OpenApiBodies, TheHistoryGoesOnWhereItsCursorSays) {
  login("ann@one.test");
  accounts_.cdrs = {cdr(call::CallResult::kBusy, true), cdr(call::CallResult::kBusy, false)};
  const Json first = told("listCallHistory", "?limit=1");
  ASSERT_EQ(first.at("items").size(), 1U);
  const std::string cursor = first.at("nextCursor");
  EXPECT_EQ(told("listCallHistory", "?limit=100&cursor=" + cursor).at("nextCursor"), nullptr);
  EXPECT_EQ(accounts_.asked->before->id, "c9");
  EXPECT_EQ(accounts_.asked->before->ended_us, 5'000'000);
  told("listCallHistory");
  const Json limit = document().parameters(operation("listCallHistory")).at(0);
  EXPECT_EQ(accounts_.asked->limit, limit.at("schema").at("default").get<int>() + 1);
}

TEST_F(OpenApiBodies, TheCookieIsTheOneOfTheSecuritySchemeAndSecureUnderTls) {
  auto made = good(operation("login"));
  made.tls = true;
  const auto response = ask(std::move(made));
  const std::string cookie(response.headers.get("Set-Cookie"));
  EXPECT_TRUE(cookie.starts_with(document().cookie_name() + "=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
}

TEST_F(OpenApiBodies, BodiesAreTakenUpToTheirBounds) {
  const auto sent = operation("login");
  for (const std::size_t size : {std::size_t{1}, std::size_t{254}}) {
    const Json body{{"email", std::string(size, 'e')}, {"password", std::string(size, 'p')}};
    expect(sent, ask("POST", place(sent), dumped(body)), 401, dumped(body));
  }
  const Json longest{{"email", "e"}, {"password", std::string(1'024, 'p')}};
  expect(sent, ask("POST", place(sent), dumped(longest)), 401);
  std::string padded = dumped(longest);
  padded.resize(kMaxBody, ' ');
  auto made = request("POST", place(sent));
  made.headers.add("Content-Type", "Application/JSON ; charset=utf-8");
  made.body = padded;
  expect(sent, ask(std::move(made)), 401, "16 kB");
}

TEST_F(OpenApiBodies, AServerThatGoesDownLetsNobodyIn) {
  login("ann@one.test");
  api_.drain();
  for (const char* id : {"login", "createSoftphoneTicket"}) {
    expect(operation(id), send(operation(id), good(operation(id))), 503, id);
  }
  EXPECT_TRUE(told("getMe").is_object()) << "those who are in go on";
}

TEST_F(OpenApiBodies, EventsAreForTheServersOwnPage) {
  login("ann@one.test");
  const auto events = operation("openEvents");
  expect(events, send(events, request("GET", place(events))), 403, "no origin");
}

}  // namespace
}  // namespace sidetone::api
