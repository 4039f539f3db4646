#pragma once

#include "api/backend.h"
#include "api/event_hub.h"
#include "api/pending_logins.h"
#include "api/session_table.h"
#include "api/static_files.h"
#include "api/ticket_table.h"
#include "base/random.h"
#include "base/time.h"
#include "call/cdr.h"
#include "call/view.h"
#include "directory/directory.h"
#include "net/http_service.h"
#include "sip/auth/failure_limiter.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::api {

/// What the server offers over HTTP: the page, the JSON interface of docs/api/openapi.yaml, its
/// event stream, and the handshake of SIP over WebSocket. On the control thread; everything it is
/// given by reference outlives it.
class Api final : public net::HttpService {
 public:
  struct Clock {
    std::function<Instant()> now;
    std::function<std::int64_t()> wall_us;
  };
  struct Config {
    std::span<const StaticFile> files;
    std::string_view description;  ///< docs/api/openapi.yaml.
  };
  struct Neighbours {
    const directory::Directory& directory;
    Accounts& accounts;
    Telephone& telephone;
    Random& random;
    Clock clock;
  };
  Api(const Config& config, Neighbours neighbours);

  void restore(directory::LoginSession session) { sessions_.restore(std::move(session)); }
  /// What it answers below /api/v1: a test compares it with docs/api/openapi.yaml.
  struct Endpoint {
    std::string_view method;
    std::string_view path;
  };
  [[nodiscard]] static std::vector<Endpoint> endpoints();

  /// From now on logins and tickets get 503: the server goes down.
  void drain() { draining_ = true; }

  /// Several times a minute: closes what sessions that ran out or had to make room left open, and
  /// forgets what nobody waits for.
  void handle_time();

  void handle_request(net::HttpRequest request, net::Respond respond) override;
  net::UpgradeDecision decide_upgrade(const net::HttpRequest& request) override;

  // What happens to calls and phones, for the event streams.
  void handle_call_changed(const call::CallView& view);
  void handle_call_ended(const call::Cdr& cdr);
  void handle_call_written(const call::Cdr& cdr);
  void handle_registration_changed(directory::TenantId tenant, directory::ExtensionId extension,
                                   bool softphone);

  [[nodiscard]] std::size_t sessions() const { return sessions_.size(); }
  [[nodiscard]] std::size_t listeners() const { return events_.listeners(); }

 private:
  class EventSocket;

  /// Whoever asks, and how to answer.
  struct Call {
    net::HttpRequest request;
    net::Respond respond;
    const directory::LoginSession* session = nullptr;  ///< Good until the next await.
  };
  using Handler = void (Api::*)(Call&);
  struct Route {
    std::string_view method;
    std::string_view path;  ///< "{id}" stands for one segment.
    Handler handler;
    bool open = false;  ///< Without a session.
  };
  static std::span<const Route> routes();

  void handle_api(Call call);
  [[nodiscard]] bool passes_guards(Call& call, const Route& route);
  [[nodiscard]] const directory::LoginSession* session_of(const net::HttpRequest& request);
  void renew(const directory::LoginSession& session);
  void end_session(const directory::LoginSession& session);
  [[nodiscard]] const directory::Extension* extension_of(
      const directory::LoginSession& session) const;

  void login(Call& call);
  void finish_login(const Call& call, const Accounts::LoginResult& result);
  void logout(Call& call);
  void me(Call& call);
  void ticket(Call& call);
  void calls(Call& call);
  void history(Call& call);
  void hang_up(Call& call);
  void events(Call& call);
  void description(Call& call);

  [[nodiscard]] Json me_of(const directory::LoginSession& session) const;
  [[nodiscard]] Json snapshot_of(const directory::LoginSession& session) const;
  [[nodiscard]] std::string cookie_for(const net::HttpRequest& request, std::string_view token,
                                       bool clear) const;
  net::UpgradeDecision open_sip(const net::HttpRequest& request,
                                const directory::LoginSession& session);
  net::UpgradeDecision open_events(const net::HttpRequest& request,
                                   const directory::LoginSession& session);
  void publish(directory::TenantId tenant, directory::ExtensionId extension, const Json& frame);

  Config config_;
  Neighbours by_;
  StaticFiles files_;
  SessionTable sessions_;
  TicketTable tickets_;
  EventHub events_;
  sip::FailureLimiter limiter_;
  PendingLogins pending_logins_;
  bool draining_ = false;
};

}  // namespace sidetone::api
