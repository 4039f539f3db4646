#include "api/api.h"

#include "api/problem.h"
#include "api/request_text.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace sidetone::api {
namespace {

constexpr std::string_view kPrefix = "/api/v1";
constexpr std::string_view kCookie = "sidetone_session";
constexpr int kRetryAfterSeconds = 10;

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

std::string_view cookie_of(const net::HttpRequest& request) {
  return net::cookie(request.headers.get("Cookie"), kCookie).value_or("");
}

}  // namespace

Api::Api(const Config& config, Neighbours neighbours)
    : config_(config),
      by_(std::move(neighbours)),
      files_(config.files),
      sessions_(by_.random),
      tickets_(by_.random),
      limiter_({}) {}

std::span<const Api::Route> Api::routes() {
  static constexpr std::array<Route, 9> kRoutes{{
      {"POST", "/login", &Api::login, true},
      {"POST", "/logout", &Api::logout},
      {"GET", "/me", &Api::me},
      {"POST", "/softphone/ticket", &Api::ticket},
      {"GET", "/calls", &Api::calls},
      {"GET", "/calls/history", &Api::history},
      {"POST", "/calls/{id}/hangup", &Api::hang_up},
      {"GET", "/events", &Api::events},
      {"GET", "/openapi.yaml", &Api::description, true},
  }};
  return kRoutes;
}

std::vector<Api::Endpoint> Api::endpoints() {
  std::vector<Endpoint> endpoints;
  for (const Route& route : routes()) endpoints.push_back({route.method, route.path});
  return endpoints;
}

void Api::handle_request(net::HttpRequest request, net::Respond respond) {
  const net::HttpRequest head{.headers = request.headers, .tls = request.tls};
  net::Respond secured = [head, respond = std::move(respond)](net::HttpResponse response) {
    add_security_headers(response, head);
    respond(std::move(response));
  };
  if (request.path.starts_with(kPrefix)) {
    return handle_api({.request = std::move(request), .respond = std::move(secured)});
  }
  const auto* session = session_of(request);
  secured(files_.serve(request, session == nullptr ? std::string_view() : session->csrf));
}

void Api::handle_api(Call call) {
  const std::string path = call.request.path.substr(kPrefix.size());
  std::string allowed;
  for (const Route& route : routes()) {
    if (!matches(route.path, path)) continue;
    const bool head = call.request.method == "HEAD" && route.method == "GET";
    if (call.request.method == route.method || head) {
      if (passes_guards(call, route)) (this->*route.handler)(call);
      return;
    }
    allowed += allowed.empty() ? "" : ", ";
    allowed += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  if (allowed.empty()) return call.respond(problem(404, "There is nothing at this address."));
  net::HttpResponse response = problem(405, "This method is not allowed here.");
  response.headers.add("Allow", allowed);
  call.respond(std::move(response));
}

bool Api::passes_guards(Call& call, const Route& route) {
  const net::HttpRequest& request = call.request;
  const bool unsafe = !is_safe(request.method);
  if (unsafe && !same_origin(request, false)) {
    call.respond(problem(403, "This request comes from another site."));
    return false;
  }
  if (!route.open) {
    call.session = session_of(request);
    if (call.session == nullptr) {
      call.respond(problem(401, "Sign in first."));
      return false;
    }
    if (unsafe &&
        !sip::equal_in_constant_time(request.headers.get("X-CSRF-Token"), call.session->csrf)) {
      call.respond(problem(403, "The page is out of date. Reload it."));
      return false;
    }
  }
  if (request.body.size() > kMaxBody) {
    call.respond(problem(413, "The body is too large."));
    return false;
  }
  if (unsafe && !request.body.empty() && !is_json(request)) {
    call.respond(problem(415, "The body must be application/json."));
    return false;
  }
  return true;
}

const directory::LoginSession* Api::session_of(const net::HttpRequest& request) {
  const auto* session = sessions_.find(cookie_of(request), by_.clock.wall_us());
  if (session == nullptr) return nullptr;
  const auto* user = by_.directory.user(session->tenant, session->user);
  if (user == nullptr || !user->enabled) return nullptr;
  renew(*session);
  return session;
}

void Api::renew(const directory::LoginSession& session) {
  if (const auto later = sessions_.renewed(session.token_hash, by_.clock.wall_us())) {
    by_.accounts.save_session(*later);
  }
}

const directory::Extension* Api::extension_of(const directory::LoginSession& session) const {
  return by_.directory.extension_of_user(session.tenant, session.user);
}

void Api::login(Call& call) {
  if (draining_) {
    return call.respond(problem_retry(503, "The server is restarting.", kRetryAfterSeconds));
  }
  if (!is_json(call.request)) {
    return call.respond(problem(415, "The body must be application/json."));
  }
  const auto credentials = read_credentials(call.request.body);
  if (!credentials) return call.respond(problem(400, "Send an email and a password."));
  const sip::FailureLimiter::Subject subject{
      .source = call.request.remote.ip, .account = std::hash<std::string>{}(credentials->email)};
  if (!limiter_.may_try(subject, by_.clock.now()) || !pending_logins_.begin(subject)) {
    return call.respond(
        problem_retry(429, "Too many attempts. Wait a moment and try again.", kRetryAfterSeconds));
  }
  // Counted as wrong until it is known: many at once get no more tries than one after the other.
  limiter_.failed(subject, by_.clock.now());
  by_.accounts.check_login(
      credentials->email, credentials->password,
      [this, subject, call = std::move(call)](const Accounts::LoginResult& result) {
        pending_logins_.end(subject);
        const bool wrong = !result && result.error() == Accounts::LoginFailure::kWrong;
        if (!wrong) limiter_.forgive(subject, by_.clock.now());
        if (result) limiter_.succeeded(subject, by_.clock.now());
        finish_login(call, result);
      });
}

void Api::finish_login(const Call& call, const Accounts::LoginResult& result) {
  if (!result) {
    if (result.error() == Accounts::LoginFailure::kWrong) {
      return call.respond(problem(401, "Wrong email or password."));
    }
    return call.respond(
        problem_retry(503, "Signing in is not possible right now.", kRetryAfterSeconds));
  }
  const auto created = sessions_.create(result->tenant, result->user, by_.clock.wall_us());
  by_.accounts.save_session(created.session);
  net::HttpResponse response = json_response(dumped(me_of(created.session)));
  response.headers.add("Set-Cookie", cookie_for(call.request, created.token, false));
  call.respond(std::move(response));
}

void Api::logout(Call& call) {
  const directory::LoginSession session = *call.session;
  end_session(session);
  net::HttpResponse response = no_content();
  response.headers.add("Set-Cookie", cookie_for(call.request, "", true));
  call.respond(std::move(response));
}

std::string Api::cookie_for(const net::HttpRequest& request, std::string_view token,
                            bool clear) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}{}", kCookie, token,
                     request.tls ? "; Secure" : "", clear ? "; Max-Age=0" : "");
}

void Api::me(Call& call) {
  call.respond(json_response(dumped(me_of(*call.session))));
}

Json Api::me_of(const directory::LoginSession& session) const {
  const auto* user = by_.directory.user(session.tenant, session.user);
  const auto* tenant = by_.directory.tenant(session.tenant);
  const auto* extension = extension_of(session);
  Json extension_json = nullptr;
  if (extension != nullptr) {
    extension_json = {{"number", extension->number},
                      {"name", extension->name},
                      {"softphone", extension->softphone}};
  }
  return {{"user",
           {{"id", std::to_string(user->id.value())},
            {"email", user->email},
            {"name", user->name},
            {"role", user->role == directory::Role::kAdmin ? "admin" : "user"}}},
          {"tenant",
           {{"id", std::to_string(tenant->id.value())},
            {"name", tenant->name},
            {"domain", tenant->domain}}},
          {"extension", extension_json},
          {"csrfToken", session.csrf},
          {"features", {{"softphone", extension != nullptr && extension->softphone}}}};
}

void Api::ticket(Call& call) {
  if (draining_) {
    return call.respond(problem_retry(503, "The server is restarting.", kRetryAfterSeconds));
  }
  const auto instance = read_instance(call.request.body);
  if (!instance) return call.respond(problem(400, "Send the instanceId of this tab, a UUID."));
  const auto* extension = extension_of(*call.session);
  if (extension == nullptr || !extension->softphone) {
    return call.respond(problem(403, "No extension is assigned to your account."));
  }
  const auto* tenant = by_.directory.tenant(call.session->tenant);
  const auto issued = tickets_.issue({.tenant = call.session->tenant,
                                      .user = call.session->user,
                                      .extension = extension->id,
                                      .session = call.session->token_hash,
                                      .instance = fmt::format("<urn:uuid:{}>", *instance)},
                                     by_.clock.wall_us());
  if (!issued) return call.respond(problem_retry(503, "Too busy.", kRetryAfterSeconds));
  const Json body{{"ticket", issued->ticket},
                  {"expiresAt", rfc3339(issued->expires_us)},
                  {"sip",
                   {{"uri", fmt::format("sip:{}@{}", extension->number, tenant->domain)},
                    {"displayName", extension->name},
                    {"wsPath", "/sip"}}},
                  {"iceServers", Json::array()}};
  call.respond(json_response(dumped(body)));
}

void Api::calls(Call& call) {
  Json items = Json::array();
  if (const auto* extension = extension_of(*call.session)) {
    for (const call::CallView& view : by_.telephone.calls_of(call.session->tenant, extension->id)) {
      items.push_back(live_call(view));
    }
  }
  call.respond(json_response(dumped({{"items", items}})));
}

void Api::history(Call& call) {
  const auto page = read_page(call.request.query);
  if (!page) return call.respond(problem(400, "limit is 1 to 100; cursor comes from nextCursor."));
  const auto* extension = extension_of(*call.session);
  if (extension == nullptr) {
    return call.respond(json_response(dumped({{"items", Json::array()}, {"nextCursor", nullptr}})));
  }
  // One more than asked for tells whether there is another page.
  const call::HistoryQuery query{.tenant = call.session->tenant,
                                 .extension = extension->id,
                                 .limit = page->limit + 1,
                                 .before = page->before};
  by_.accounts.history(
      query, [limit = static_cast<std::size_t>(page->limit), viewer = extension->id,
              respond = call.respond](Accounts::History cdrs) {
        if (!cdrs) {
          return respond(
              problem_retry(503, "The call history cannot be read now.", kRetryAfterSeconds));
        }
        const bool more = cdrs->size() > limit;
        if (more) cdrs->resize(limit);
        Json items = Json::array();
        for (const call::Cdr& cdr : *cdrs) {
          items.push_back(EndedCallView(cdr, viewer).history_item());
        }
        const Json next = more ? Json(write_cursor(cdrs->back())) : Json(nullptr);
        respond(json_response(dumped({{"items", items}, {"nextCursor", next}})));
      });
}

void Api::hang_up(Call& call) {
  const auto* extension = extension_of(*call.session);
  const std::string id = segment(call.request.path, 3);
  const bool done =
      extension != nullptr && by_.telephone.hang_up(call.session->tenant, extension->id, id);
  call.respond(done ? no_content() : problem(404, "There is no such call."));
}

void Api::events(Call& call) {
  // [RFC9110 §15.5.22] "The server MUST send an Upgrade header field in a 426 response".
  net::HttpResponse response = problem(426, "This address speaks WebSocket only.");
  response.headers.add("Upgrade", "websocket");
  call.respond(std::move(response));
}

void Api::description(Call& call) {
  call.respond({.status = 200,
                .headers = {{"Content-Type", "application/yaml"}},
                .body = config_.description});
}

}  // namespace sidetone::api
