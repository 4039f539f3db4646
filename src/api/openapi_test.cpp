// Holds the server to what docs/api/openapi.yaml says of places, requests and events.
#include "api/test_openapi_fixture.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace sidetone::api {
namespace {

using testing::IsEmpty;

TEST_F(OpenApiTest, TheDocumentAndTheServerKnowTheSamePlaces) {
  std::set<std::string> declared, served;
  for (const Operation& operation : document().operations()) {
    declared.insert(operation.method + " " + operation.path);
  }
  for (const Api::Endpoint& endpoint : Api::endpoints()) {
    served.insert(fmt::format("{} {}", endpoint.method, endpoint.path));
  }
  EXPECT_EQ(declared, served);
}

TEST_F(OpenApiTest, EveryChangeIsRefusedToOtherSites) {
  login("ann@one.test");
  for (const Operation& operation : document().operations()) {
    if (!unsafe(operation)) continue;
    net::HttpRequest foreign = good(operation);
    foreign.headers.add("Origin", "https://evil.test");
    expect(operation, ask(std::move(foreign)), 403, "foreign origin");
  }
}

TEST_F(OpenApiTest, EveryOtherMethodGets405AndIsToldWhichAreRight) {
  std::map<std::string, std::set<std::string>> methods;
  for (const Operation& operation : document().operations()) {
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
      expect_problem(response, 405, fmt::format("{} {}", method, path));
      std::string allowed;
      for (const std::string& one : known) allowed += (allowed.empty() ? "" : ", ") + one;
      EXPECT_EQ(response.headers.get("Allow"), allowed);
    }
  }
}

TEST_F(OpenApiTest, AnAddressBesideThoseOfTheDocumentIsNotThere) {
  login("ann@one.test");
  std::vector<std::string> wrong{"", "/", "/nothing", "/calls//hangup", "/ME"};
  for (const Operation& operation : document().operations()) {
    for (const char* end : {"/", "/x", "x"}) wrong.push_back(operation.path + end);
  }
  for (const std::string& path : wrong) {
    for (const char* method : {"GET", "POST"}) {
      expect_problem(ask(method, document().server() + path), 404, method + path);
    }
  }
}

TEST_F(OpenApiTest, ABodyThatIsNotAsDeclaredIsRefusedAsABadRequest) {
  login("ann@one.test");
  for (const Operation& operation : document().operations()) {
    if (!operation.node.contains("requestBody")) continue;
    const Json& schema = document().resolved(
        operation.node.at("requestBody").at("content").at("application/json").at("schema"));
    const Json right = Json::parse(good_body(operation));
    ASSERT_THAT(document().faults(right, schema), IsEmpty());
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
      ASSERT_FALSE(document().faults(body, schema).empty()) << body;
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
  for (const Operation& operation : document().operations()) {
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
  for (const Operation& operation : document().operations()) {
    for (const Json& parameter : document().parameters(operation)) {
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
        expect(operation, send(operation, good(operation, query)), 400, query);
      }
    }
  }
}

TEST_F(OpenApiTest, EveryFrameOfTheEventsIsAsDeclared) {
  login("ann@one.test");
  FakeSocket socket;
  const auto events = open_events(socket);
  ASSERT_TRUE(events);
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
  events->handle_message(socket, R"({"type":"ping"})");
  ask("POST", "/api/v1/logout");
  std::vector<std::string> types;
  for (const Json& frame : socket.frames) {
    types.push_back(frame.at("type"));
    EXPECT_THAT(document().faults(frame, document().schema("ServerFrame")), IsEmpty());
  }
  EXPECT_THAT(types, testing::ElementsAre("snapshot", "call", "call", "call", "call", "history",
                                          "registration", "pong", "session-ended"));
  EXPECT_EQ(socket.frames.at(2).at("call").at("state"), "early");
  std::set<std::string> declared;
  const Json& frames = document().schema("ServerFrame").at("discriminator").at("mapping");
  for (const auto& [type, schema] : frames.items()) declared.insert(type);
  EXPECT_EQ(std::set(types.begin(), types.end()), declared);
}

TEST_F(OpenApiTest, AFrameThatIsNotAsDeclaredEndsTheEvents) {
  login("ann@one.test");
  for (const char* frame : {"", "ping", "[]", R"({"type":"pong"})", R"({"type":"ping","x":1})"}) {
    const Json parsed = Json::parse(frame, nullptr, false);
    EXPECT_NE(document().faults(parsed, document().schema("ClientFrame")), "") << frame;
    FakeSocket socket;
    const auto events = open_events(socket);
    ASSERT_TRUE(events);
    events->handle_message(socket, frame);
    EXPECT_TRUE(socket.closed) << frame;
    events->handle_closed(socket);
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
  EXPECT_NE(document.faults("x", Json{{"pattern", "^y"}}), "");
  EXPECT_EQ(document.faults("yx", Json{{"pattern", "^y"}}), "");
  EXPECT_THROW((void)document.faults("x", Json{{"contains", "y"}}), std::invalid_argument);
}

}  // namespace
}  // namespace sidetone::api
