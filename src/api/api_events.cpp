// The half of Api that speaks WebSocket.
#include "api/api.h"
#include "api/problem.h"
#include "api/request_text.h"

#include <utility>

namespace sidetone::api {

/// One page that listens to its user's events.
class Api::EventSocket final : public net::WebSocketHandler {
 public:
  EventSocket(Api& api, directory::LoginSession session, std::optional<std::uint64_t> since)
      : api_(api), session_(std::move(session)), since_(since) {}

  void handle_open(net::WebSocket& socket) override {
    api_.events_.add(
        user(), {.socket = &socket, .session = session_.token_hash}, since_,
        [this] { return api_.snapshot_of(session_); }, api_.by_.clock.wall_us());
  }
  void handle_message(net::WebSocket& socket, std::string_view message) override {
    constexpr std::uint16_t kPolicyViolation = 1008;
    if (!is_ping(message)) return socket.close(kPolicyViolation, "only pings are expected");
    // A session that ended meanwhile ends its events within one ping; one whose page is open lives
    // on, whatever else its user does.
    const auto* alive = api_.sessions_.by_hash(session_.token_hash, api_.by_.clock.wall_us());
    if (alive == nullptr) return api_.events_.end_session(user(), session_.token_hash);
    api_.renew(*alive);
    socket.send(dumped({{"type", "pong"}, {"time", rfc3339(api_.by_.clock.wall_us())}}));
  }
  void handle_closed(net::WebSocket& socket) override {
    api_.events_.remove(user(), socket, api_.by_.clock.wall_us());
  }

 private:
  [[nodiscard]] EventHub::User user() const { return {session_.tenant, session_.user}; }

  Api& api_;
  directory::LoginSession session_;
  std::optional<std::uint64_t> since_;
};

void Api::handle_time() {
  const std::int64_t now_us = by_.clock.wall_us();
  for (const auto& session : sessions_.take_ended(now_us)) end_session(session);
  events_.handle_time(now_us);
}

void Api::end_session(const directory::LoginSession& session) {
  sessions_.remove(session.token_hash);
  tickets_.forget_session(session.token_hash);
  by_.accounts.remove_session(session.token_hash);
  by_.telephone.revoke_session(session.token_hash);
  events_.end_session({session.tenant, session.user}, session.token_hash);
}

net::UpgradeDecision Api::decide_upgrade(const net::HttpRequest& request) {
  const bool sip = request.path == "/sip", events = request.path == "/api/v1/events";
  if (!sip && !events) return problem(404, "There is no WebSocket at this address.");
  if (!same_origin(request, true)) return problem(403, "This request comes from another site.");
  const auto* session = session_of(request);
  if (session == nullptr) return problem(401, "Sign in first.");
  return sip ? open_sip(request, *session) : open_events(request, *session);
}

net::UpgradeDecision Api::open_sip(const net::HttpRequest& request,
                                   const directory::LoginSession& session) {
  // [RFC7118 §4.1] "The client MUST include the value 'sip' in the Sec-WebSocket-Protocol header".
  if (!offers_subprotocol(request, "sip")) return problem(400, "The subprotocol here is sip.");
  auto identity = tickets_.redeem(query_value(request.query, "ticket").value_or(""),
                                  session.token_hash, by_.clock.wall_us());
  if (!identity) return problem(403, "This ticket cannot be used.");
  return net::UpgradeAccepted{.subprotocol = "sip",
                              .handler = by_.telephone.accept_browser(std::move(*identity))};
}

net::UpgradeDecision Api::open_events(const net::HttpRequest& request,
                                      const directory::LoginSession& session) {
  std::optional<std::uint64_t> since;
  if (const auto text = query_value(request.query, "since")) {
    since = number_in<std::uint64_t>(*text);
    if (!since) return problem(400, "since is the number of a frame.");
  }
  return net::UpgradeAccepted{.subprotocol = {},
                              .handler = std::make_shared<EventSocket>(*this, session, since)};
}

Json Api::snapshot_of(const directory::LoginSession& session) const {
  Json calls = Json::array();
  bool softphone = false;
  if (const auto* extension = extension_of(session)) {
    for (const call::CallView& view : by_.telephone.calls_of(session.tenant, extension->id)) {
      calls.push_back(live_call(view));
    }
    softphone = by_.telephone.softphones_of(session.tenant, extension->id) > 0;
  }
  return {{"calls", calls}, {"registrations", {{"softphone", softphone}}}};
}

void Api::publish(directory::TenantId tenant, directory::ExtensionId extension, const Json& frame) {
  const auto* found = by_.directory.extension(tenant, extension);
  if (found != nullptr && found->user) events_.publish({tenant, *found->user}, frame);
}

void Api::handle_call_changed(const call::CallView& view) {
  if (view.state == call::CallState::kEnded) return;  // handle_call_ended() knows more.
  publish(view.tenant, view.extension, {{"type", "call"}, {"call", live_call(view)}});
}

void Api::handle_call_ended(const call::Cdr& cdr) {
  for (const auto& viewer : {cdr.caller_extension, cdr.callee_extension}) {
    if (!viewer) continue;
    publish(cdr.tenant, *viewer,
            {{"type", "call"}, {"call", EndedCallView(cdr, *viewer).ended_call()}});
  }
}

void Api::handle_call_written(const call::Cdr& cdr) {
  for (const auto& viewer : {cdr.caller_extension, cdr.callee_extension}) {
    if (!viewer) continue;
    publish(cdr.tenant, *viewer,
            {{"type", "history"}, {"item", EndedCallView(cdr, *viewer).history_item()}});
  }
}

void Api::handle_registration_changed(directory::TenantId tenant, directory::ExtensionId extension,
                                      bool softphone) {
  publish(tenant, extension, {{"type", "registration"}, {"softphone", softphone}});
}

}  // namespace sidetone::api
