#pragma once

#include "base/random.h"
#include "base/time.h"
#include "call/browser_identity.h"
#include "call/cdr.h"
#include "call/ports.h"
#include "call/view.h"
#include "directory/directory.h"
#include "media/control.h"
#include "sip/user_agent.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sidetone::call {

/// The control core of one shard: SIP in, calls in the middle, SIP and media commands out.
/// Owns the user agent, the registrar, authentication and every call of its tenants; knows no
/// socket, no thread and no clock. ARCHITECTURE.md draws its neighbours.
///
/// Owner's duty: one handle_*() or command, then drain poll(), then sleep until deadline().
class Switchboard {
 public:
  struct Config {
    sip::UserAgent::Config sip;
    /// IPv4 and IPv6 addresses that browsers can reach: ICE host candidates, best first. Loopback
    /// ones are only told to peers on loopback.
    std::vector<IpAddress> advertise;
    /// UDP port of each media worker for browser legs; its size is the number of workers.
    std::vector<std::uint16_t> webrtc_ports;
    std::string dtls_fingerprint;           ///< SHA-256 of our DTLS certificate, "AB:CD:…".
    std::int64_t wall_clock_offset_us = 0;  ///< Wall clock minus Instant, at construction.
    std::size_t max_calls = 5'000;
    Duration min_registration = std::chrono::seconds(60);
    Duration max_registration = std::chrono::hours(1);
  };

  // ---- what it tells its owner -------------------------------------------------------------
  struct Send {
    sip::Datagram datagram;
  };
  /// The connection must go: its login was revoked, or it broke the rules.
  struct CloseFlow {
    sip::FlowId flow;
  };
  struct ToMedia {
    std::size_t worker = 0;
    media::Command command;
  };
  /// For the event stream of that extension's user; kEnded comes once and last.
  struct CallChanged {
    CallView view;
  };
  struct CallEnded {
    Cdr cdr;
  };
  struct RegistrationChanged {
    directory::TenantId tenant;
    directory::ExtensionId extension;
    std::size_t softphones = 0;
    std::size_t devices = 0;
  };
  /// A question for a name server; handle_name_answer() is owed.
  struct LookUp {
    sip::NameQuestion question;
  };
  /// Something was refused or dropped: `name` is the label of a counter in /metrics.
  struct Counted {
    std::string_view name;
  };
  /// A structured log line; user data in it is redacted already.
  struct Log {
    std::string_view event;  ///< "call_answered", "auth_failed", …
    std::string text;        ///< key=value pairs.
  };
  using Output = std::variant<Send, CloseFlow, ToMedia, CallChanged, CallEnded, RegistrationChanged,
                              LookUp, Counted, Log>;

  Switchboard(const Config& config, const directory::Directory& directory, MediaPortSource& ports,
              Random& random);
  ~Switchboard();
  Switchboard(const Switchboard&) = delete;
  Switchboard& operator=(const Switchboard&) = delete;

  void handle_flow_opened(const sip::Peer& peer, std::optional<BrowserIdentity> identity);
  void handle_flow_closed(sip::FlowId flow, Instant now);
  void handle_sip(const sip::Peer& source, std::string_view bytes, Instant now);
  void handle_transport_error(const sip::Peer& target, Instant now);
  void handle_name_answer(std::uint64_t question, sip::NameAnswer answer, Instant now);
  void handle_media(const media::Event& event, Instant now);
  void handle_time(Instant now);

  /// A login session ended or its user was disabled: its flow and binding go at once.
  void revoke_session(std::string_view session, Instant now);
  /// From now on new calls get 503 with Retry-After; those that are up go on.
  void drain();
  /// For SIGTERM's end: hangs up all that is left.
  void hang_up_all(Instant now);
  /// By the API: ends a call in which this extension takes part. False: no such call of theirs.
  bool hang_up(directory::TenantId tenant, directory::ExtensionId extension, std::string_view call,
               Instant now);

  [[nodiscard]] std::vector<CallView> calls_of(directory::TenantId tenant,
                                               directory::ExtensionId extension) const;
  [[nodiscard]] std::size_t softphones_of(directory::TenantId tenant,
                                          directory::ExtensionId extension) const;
  struct Load {
    std::size_t calls = 0;
    std::size_t registrations = 0;
    std::size_t transactions = 0;
    std::size_t sessions = 0;
    std::size_t media_legs = 0;
    bool draining = false;
  };
  [[nodiscard]] Load load() const;

  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] Instant deadline() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::call
