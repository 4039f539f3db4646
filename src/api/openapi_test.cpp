// Holds the server to docs/api/openapi.yaml: every path, method, status and body in it.
#include "api/test_api.h"
#include "api/test_openapi.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace sidetone::api {
namespace {

using testing::IsEmpty;

constexpr std::string_view kTicketBody = R"({"instanceId":"00000000-0000-4000-8000-000000000001"})";
constexpr std::string_view kLoginBody = R"({"email":"ann@one.test","password":"right"})";

class OpenApiTest : public ApiTest {
 protected:
  using Operation = OpenApi::Operation;

  static std::string place(const Operation& operation) {
    std::string path = "/api/v1" + operation.path;
    if (const auto id = path.find("{id}"); id != std::string::npos) path.replace(id, 4, "c1");
    return path;
  }
  static std::string good_body(const Operation& operation) {
    if (operation.id == "login") return std::string(kLoginBody);
    if (operation.id == "createSoftphoneTicket") return std::string(kTicketBody);
    return {};
  }
  static bool unsafe(const Operation& operation) { return operation.method != "GET"; }
  net::HttpRequest good(const Operation& operation) {
    return request(operation.method, place(operation), good_body(operation));
  }
  /// Whether the answer is one that the document lets this operation give, in every part.
  std::string faults(const Operation& operation, const net::HttpResponse& response) const {
    const std::string where = fmt::format("{} {}: ", operation.id, response.status);
    const Json* declared = document_.response(operation, response.status);
    if (declared == nullptr) return where + "this status is not declared\n";
    std::string found;
    const Json headers = declared->value("headers", Json::object());
    for (const auto& [name, header] : headers.items()) {
      if (response.headers.get(name).empty()) found += where + "no " + name + "\n";
    }
    const std::string type(response.headers.get("Content-Type"));
    if (!declared->contains("content")) {
      return found + (response.body_view().empty() ? "" : where + "a body that is not declared\n");
    }
    const Json& content = declared->at("content");
    if (!content.contains(type)) return found + where + "content type " + type + "\n";
    const Json value = type == "application/yaml"
                           ? Json(response.body_view())
                           : Json::parse(response.body_view(), nullptr, false);
    if (value.is_discarded()) return found + where + "the body is no JSON\n";
    if (type == "application/problem+json" && value.at("status") != response.status) {
      found += where + "the problem tells another status\n";
    }
    return found + document_.faults(value, content.at(type).at("schema"));
  }
  void expect(const Operation& operation, const net::HttpResponse& response, unsigned status,
              const std::string& why = {}) const {
    EXPECT_EQ(response.status, status) << operation.id << ": " << why;
    EXPECT_THAT(faults(operation, response), IsEmpty()) << why;
  }

  OpenApi document_;
};

TEST_F(OpenApiTest, TheDocumentAndTheServerKnowTheSamePlaces) {
  std::set<std::string> declared, served;
  for (const Operation& operation : document_.operations()) {
    declared.insert(operation.method + " " + operation.path);
  }
  for (const Api::Endpoint& endpoint : Api::endpoints()) {
    served.insert(fmt::format("{} {}", endpoint.method, endpoint.path));
  }
  EXPECT_EQ(declared, served);
}

TEST_F(OpenApiTest, EveryChangeIsRefusedToOtherSites) {
  login("ann@one.test");
  for (const Operation& operation : document_.operations()) {
    if (!unsafe(operation)) continue;
    net::HttpRequest foreign = good(operation);
    foreign.headers.add("Origin", "https://evil.test");
    expect(operation, ask(std::move(foreign)), 403, "foreign origin");
  }
}

TEST_F(OpenApiTest, EveryOtherMethodGets405AndIsToldWhichAreRight) {
  std::map<std::string, std::set<std::string>> methods;
  for (const Operation& operation : document_.operations()) {
    auto& known = methods[place(operation)];
    known.insert(operation.method);
    if (operation.method == "GET") known.insert("HEAD");
  }
  login("ann@one.test");
  for (const auto& [path, known] : methods) {
    for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE",
                               "CONNECT", "BREW", "get"}) {
      if (known.contains(method)) continue;
      const auto response = ask(method, path);
      EXPECT_EQ(response.status, 405U) << method << ' ' << path;
      std::string allowed;
      for (const std::string& one : known) allowed += (allowed.empty() ? "" : ", ") + one;
      EXPECT_EQ(response.headers.get("Allow"), allowed);
      EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
      EXPECT_THAT(document_.faults(Json::parse(response.body_view()), document_.schema("Problem")),
                  IsEmpty());
    }
  }
}

TEST_F(OpenApiTest, ABodyThatIsNotAsDeclaredIsRefusedAsABadRequest) {
  login("ann@one.test");
  for (const Operation& operation : document_.operations()) {
    if (!operation.node.contains("requestBody")) continue;
    const Json& schema = document_.resolved(
        operation.node.at("requestBody").at("content").at("application/json").at("schema"));
    const Json right = Json::parse(good_body(operation));
    ASSERT_THAT(document_.faults(right, schema), IsEmpty());
    std::vector<Json> wrong{Json::array(), "text", 7, nullptr, true, Json::object()};
    Json more = right;
    more["unknown"] = 1;
    wrong.push_back(more);
    for (const auto& [name, property] : schema.at("properties").items()) {
      for (const Json& value : {Json(7), Json(nullptr), Json(true), Json::array(), Json::object(),
                                Json(""), Json(std::string(1'100, 'a'))}) {
        Json changed = right;
        changed[name] = value;
        wrong.push_back(changed);
      }
      Json less = right;
      less.erase(name);
      wrong.push_back(less);
    }
    for (const Json& body : wrong) {
      ASSERT_FALSE(document_.faults(body, schema).empty()) << body;
      auto made = request(operation.method, place(operation), dumped(body));
      expect(operation, ask(std::move(made)), 400, dumped(body).substr(0, 100));
    }
  }
}

TEST_F(OpenApiTest, ABodyThatIsNoJsonIsRefusedAndNeverAnErrorOfOurs) {
  login("ann@one.test");
  const std::vector<std::string> bodies{
      "{",
      "nonsense",
      "{\"email\":\"\xFF\xFE\",\"password\":\"x\"}",
      std::string("\0\0\0", 3),
      std::string(16'000, '['),
      "{\"a\":" + std::string(8'000, '[') + std::string(8'000, ']'),
      "{\"email\":\"\\ud800\",\"password\":\"x\"}",
      "{\"email\":1e99999,\"password\":1}"};
  for (const Operation& operation : document_.operations()) {
    if (!operation.node.contains("requestBody")) continue;
    for (const std::string& body : bodies) {
      expect(operation, ask(request(operation.method, place(operation), body)), 400,
             body.substr(0, 40));
    }
    expect(operation, ask(request(operation.method, place(operation), std::string(200'000, '['))),
           413);
  }
}

TEST_F(OpenApiTest, AParameterThatIsNotAsDeclaredIsRefused) {
  login("ann@one.test");
  for (const Operation& operation : document_.operations()) {
    for (const Json& parameter : document_.parameters(operation)) {
      if (parameter.at("in") != "query") continue;
      std::vector<std::string> wrong{"%zz", "nonsense"};
      const Json& schema = parameter.at("schema");
      if (schema.at("type") == "integer") {
        wrong.insert(wrong.end(), {"", "1.5", "0x10", "99999999999999999999999"});
        wrong.push_back(std::to_string(schema.at("minimum").get<int>() - 1));
        if (schema.contains("maximum")) {
          wrong.push_back(std::to_string(schema.at("maximum").get<int>() + 1));
        }
      } else {
        wrong.emplace_back(schema.at("maxLength").get<std::size_t>() + 1, '1');
      }
      for (const std::string& value : wrong) {
        const std::string query =
            fmt::format("?{}={}", parameter.at("name").get<std::string>(), value);
        if (operation.id == "openEvents") {
          auto decision = api_.decide_upgrade(upgrade(place(operation) + query));
          auto* refused = std::get_if<net::HttpResponse>(&decision);
          ASSERT_NE(refused, nullptr) << query;
          expect(operation, *refused, 400, query);
        } else {
          expect(operation, ask("GET", place(operation) + query), 400, query);
        }
      }
    }
  }
}

TEST_F(OpenApiTest, EveryFrameOfTheEventsIsAsDeclared) {
  login("ann@one.test");
  auto decision = api_.decide_upgrade(upgrade("/api/v1/events"));
  const auto& accepted = std::get<net::UpgradeAccepted>(decision);
  FakeSocket socket;
  accepted.handler->handle_open(socket);
  using enum call::CallState;
  for (const auto state : {kRinging, kEarly, kConfirmed}) {
    api_.handle_call_changed({.id = "c1",
                              .tenant = directory::TenantId(1),
                              .extension = directory::ExtensionId(1),
                              .state = state,
                              .peer_number = "102",
                              .started_us = 1,
                              .answered_us = state == kConfirmed ? 2 : 0});
  }
  const call::Cdr cdr{.id = "c1",
                      .tenant = directory::TenantId(1),
                      .caller_extension = directory::ExtensionId(1),
                      .ended_us = 3};
  api_.handle_call_ended(cdr);
  api_.handle_call_written(cdr);
  api_.handle_registration_changed(directory::TenantId(1), directory::ExtensionId(1), true);
  accepted.handler->handle_message(socket, R"({"type":"ping"})");
  ask("POST", "/api/v1/logout");
  std::vector<std::string> types;
  for (const Json& frame : socket.frames) {
    types.push_back(frame.at("type"));
    EXPECT_THAT(document_.faults(frame, document_.schema("ServerFrame")), IsEmpty());
  }
  EXPECT_THAT(types, testing::ElementsAre("snapshot", "call", "call", "call", "call", "history",
                                          "registration", "pong", "session-ended"));
  EXPECT_EQ(socket.frames.at(2).at("call").at("state"), "early");
}

TEST_F(OpenApiTest, AFrameThatIsNotAsDeclaredEndsTheEvents) {
  login("ann@one.test");
  for (const char* frame : {"", "ping", "[]", R"({"type":"pong"})", R"({"type":"ping","x":1})"}) {
    auto decision = api_.decide_upgrade(upgrade("/api/v1/events"));
    const auto& accepted = std::get<net::UpgradeAccepted>(decision);
    FakeSocket socket;
    accepted.handler->handle_open(socket);
    accepted.handler->handle_message(socket, frame);
    EXPECT_TRUE(socket.closed) << frame;
    accepted.handler->handle_closed(socket);
  }
}

// The checker itself: what it lets through unseen, nobody sees.
TEST(OpenApiChecker, FindsEachKindOfFault) {
  const OpenApi document;
  const Json right{{"id", "c"},
                   {"state", "ringing"},
                   {"direction", "in"},
                   {"peer", {{"number", "1"}, {"name", nullptr}}},
                   {"startedAt", "2026-01-31T12:34:56.789Z"},
                   {"answeredAt", nullptr}};
  const Json& schema = document.schema("LiveCall");
  EXPECT_EQ(document.faults(right, schema), "");
  const auto with = [&](const char* pointer, const Json& value) {
    Json changed = right;
    changed[Json::json_pointer(pointer)] = value;
    return document.faults(changed, schema);
  };
  EXPECT_NE(with("/id", 7), "");
  EXPECT_NE(with("/state", "ended"), "");
  EXPECT_NE(with("/peer/name", 7), "");
  EXPECT_NE(with("/peer/more", "x"), "");
  EXPECT_NE(with("/startedAt", "2026-13-31T12:34:56.789Z"), "");
  EXPECT_NE(with("/direction", "sideways"), "");
  Json less = right;
  less.erase("answeredAt");
  EXPECT_NE(document.faults(less, schema), "");
  EXPECT_NE(document.faults(200, Json{{"maximum", 100}}), "");
  EXPECT_NE(document.faults("", Json{{"minLength", 1}}), "");
  EXPECT_NE(document.faults(Json::array({1}), Json{{"items", {{"type", "string"}}}}), "");
  EXPECT_THROW((void)document.faults("x", Json{{"pattern", "y"}}), std::invalid_argument);
}

}  // namespace
}  // namespace sidetone::api
