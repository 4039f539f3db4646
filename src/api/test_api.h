#pragma once

#include "api/api.h"
#include "api/json.h"
#include "directory/memory_directory.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sidetone::api {

inline constexpr std::string_view kTicketBody =
    R"({"instanceId":"00000000-0000-4000-8000-000000000001"})";

/// Knows ann@one.test, carl@one.test and bob@two.test, all with the password "right".
class FakeAccounts final : public Accounts {
 public:
  void check_login(std::string email, std::string password,
                   std::function<void(LoginResult)> answer) override {
    if (hold) {
      held.push_back([this, email, password, answer] { judge(email, password, answer); });
    } else {
      judge(email, password, answer);
    }
  }
  void judge(const std::string& email, const std::string& password,
             const std::function<void(LoginResult)>& answer) const {
    if (!available) return answer(unexpected(LoginFailure::kUnavailable));
    const std::uint64_t user = email == "ann@one.test"    ? 1
                               : email == "bob@two.test"  ? 2
                               : email == "carl@one.test" ? 3
                                                          : 0;
    if (user == 0 || password != "right") return answer(unexpected(LoginFailure::kWrong));
    answer(
        Login{.tenant = directory::TenantId(user == 2 ? 2 : 1), .user = directory::UserId(user)});
  }
  void save_session(const directory::LoginSession&) override {}
  void remove_session(const std::string&) override {}
  void history(const call::HistoryQuery& query, std::function<void(History)> answer) override {
    if (!available) return answer(std::nullopt);
    asked = query;
    std::vector<call::Cdr> found;
    for (const call::Cdr& cdr : cdrs) {
      const bool theirs =
          cdr.caller_extension == query.extension || cdr.callee_extension == query.extension;
      if (cdr.tenant == query.tenant && theirs) found.push_back(cdr);
    }
    if (std::ssize(found) > query.limit) found.resize(static_cast<std::size_t>(query.limit));
    answer(std::move(found));
  }
  bool available = true;
  bool hold = false;  ///< Logins are answered when the test calls what is held.
  std::vector<std::function<void()>> held;
  std::optional<call::HistoryQuery> asked;
  std::vector<call::Cdr> cdrs;
};

class FakeTelephone final : public Telephone {
 public:
  std::vector<call::CallView> calls_of(directory::TenantId tenant,
                                       directory::ExtensionId extension) const override {
    std::vector<call::CallView> found;
    for (const call::CallView& view : views) {
      if (view.tenant == tenant && view.extension == extension) found.push_back(view);
    }
    return found;
  }
  std::size_t softphones_of(directory::TenantId, directory::ExtensionId) const override {
    return 1;
  }
  bool hang_up(directory::TenantId tenant, directory::ExtensionId extension,
               std::string_view call) override {
    return std::erase_if(views, [&](const call::CallView& view) {
             return view.tenant == tenant && view.extension == extension && view.id == call;
           }) > 0;
  }
  void revoke_session(std::string_view session) override { revoked = session; }
  std::shared_ptr<net::WebSocketHandler> accept_browser(call::BrowserIdentity identity) override {
    accepted = std::move(identity);
    return nullptr;
  }
  /// One call of ann's.
  std::vector<call::CallView> views{{.id = "c1",
                                     .tenant = directory::TenantId(1),
                                     .extension = directory::ExtensionId(1),
                                     .peer_number = "102",
                                     .started_us = 1'000'000}};
  std::string revoked;
  std::optional<call::BrowserIdentity> accepted;
};

/// The page's end of a WebSocket: keeps what it was sent.
class FakeSocket final : public net::WebSocket {
 public:
  void send(std::string message) override { frames.push_back(Json::parse(message)); }
  void close(std::uint16_t, std::string_view) override { closed = true; }
  [[nodiscard]] net::ConnectionId id() const override { return net::ConnectionId(1); }
  [[nodiscard]] const net::ConnectionEnds& ends() const override { return ends_; }
  [[nodiscard]] bool tls() const override { return false; }
  std::vector<Json> frames;
  bool closed = false;

 private:
  net::ConnectionEnds ends_;
};

/// The API over two tenants, one.test and two.test, and requests of whoever is signed in.
class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    directory_.assign(
        {.tenants = {{.id = directory::TenantId(1), .name = "One", .domain = "one.test"},
                     {.id = directory::TenantId(2), .name = "Two", .domain = "two.test"}},
         .users = {user(1, 1, "ann@one.test"), user(2, 2, "bob@two.test"),
                   user(3, 1, "carl@one.test")},
         .extensions = {extension(1), extension(2)}});
  }
  static directory::User user(std::uint64_t id, std::uint64_t tenant, std::string email) {
    return {.id = directory::UserId(id),
            .tenant = directory::TenantId(tenant),
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
  /// A request of this page for a WebSocket.
  net::HttpRequest upgrade(std::string path, std::string subprotocol = {}) {
    auto made = request("GET", std::move(path));
    made.headers.add("Origin", "http://pbx.test");
    if (!subprotocol.empty()) made.headers.add("Sec-WebSocket-Protocol", std::move(subprotocol));
    return made;
  }
  using Handler = std::shared_ptr<net::WebSocketHandler>;
  /// Opens the events of whoever is signed in on `socket`; nullptr: refused.
  Handler open_events(FakeSocket& socket, std::string path = "/api/v1/events") {
    auto decision = api_.decide_upgrade(upgrade(std::move(path)));
    auto* accepted = std::get_if<net::UpgradeAccepted>(&decision);
    if (accepted == nullptr) return nullptr;
    accepted->handler->handle_open(socket);
    return accepted->handler;
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

}  // namespace sidetone::api
