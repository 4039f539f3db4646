#pragma once

#include "base/deadline_heap.h"
#include "base/random.h"
#include "base/time.h"
#include "call/gate.h"
#include "call/live_call.h"
#include "call/media_desk.h"
#include "call/outbox.h"
#include "call/routing.h"
#include "directory/directory.h"
#include "sip/register/registrar.h"
#include "sip/user_agent.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sidetone::call {

/// Every live call of a switchboard: takes what the user agent and the media workers report, asks
/// the call's machine (call.h) what that means, and carries its commands out.
/// docs/life-of-a-call.md follows one call through it.
class Exchange {
 public:
  struct Neighbours {
    const directory::Directory& directory;
    sip::UserAgent& agent;
    sip::Registrar& registrar;
    Gate& gate;
    MediaDesk& media;
    Random& random;
    Outbox& outbox;
  };
  struct Config {
    std::size_t max_calls = 5'000;
    std::int64_t wall_clock_offset_us = 0;
  };
  Exchange(const Config& config, const Neighbours& neighbours);

  void handle(const sip::UserAgent::IncomingInvite& event, Instant now);
  void handle(const sip::UserAgent::Progress& event, Instant now);
  void handle(const sip::UserAgent::Answered& event, Instant now);
  void handle(const sip::UserAgent::Refused& event, Instant now);
  void handle(const sip::UserAgent::Cancelled& event, Instant now);
  void handle(const sip::UserAgent::Acknowledged& event, Instant now);
  void handle(const sip::UserAgent::Offer& event, Instant now);
  void handle(const sip::UserAgent::OfferResult& event, Instant now);
  void handle(const sip::UserAgent::Ended& event, Instant now);
  void handle_media(const media::Event& event, Instant now);
  void handle_time(Instant now);

  /// New calls get 503 from now on.
  void drain() { draining_ = true; }
  void hang_up_all(Instant now);
  bool hang_up(directory::TenantId tenant, directory::ExtensionId extension, std::string_view call,
               Instant now);

  [[nodiscard]] std::vector<CallView> calls_of(directory::TenantId tenant,
                                               directory::ExtensionId extension) const;
  [[nodiscard]] std::size_t size() const { return calls_.size(); }
  [[nodiscard]] bool draining() const { return draining_; }
  [[nodiscard]] Instant deadline() const { return deadlines_.next(); }

 private:
  struct Place {
    std::uint64_t call = 0;
    LegIndex leg = 0;
  };
  struct Found {
    LiveCall* call = nullptr;
    LegIndex index = 0;
    explicit operator bool() const { return call != nullptr; }
    [[nodiscard]] Leg& leg() const { return call->legs[index]; }
  };

  // Setting up.
  void refuse_invite(sip::SessionId session, const Denial& denial, Instant now);
  LiveCall& open_call(const sip::UserAgent::IncomingInvite& event, const Party& party, Instant now);
  void learn_habit(const sip::Aor& aor, const sip::Request& request, sdp::Security security);
  [[nodiscard]] bool is_for(const sip::Request& request, directory::TenantId tenant) const;
  bool read_caller_offer(LiveCall& call, bool browser, Instant now);
  void start(LiveCall& call, const Route& route, Instant now);
  void ring_extension(LiveCall& call, const ToExtension& route, Instant now);
  void refuse_call(LiveCall& call, const sdp::Rejection& rejection, Instant now);

  // Carrying out.
  void run(LiveCall& call, const CallCommands& commands, Instant now);
  void carry_out(LiveCall& call, const Dial& command, Instant now);
  void carry_out(LiveCall& call, const RingCaller& command, Instant now);
  void carry_out(LiveCall& call, const PlayRingback& command, Instant now);
  void carry_out(LiveCall& call, const RelayEarlyMedia& command, Instant now);
  void carry_out(LiveCall& call, const AcceptCaller& command, Instant now);
  void carry_out(LiveCall& call, const RefuseCaller& command, Instant now);
  void carry_out(LiveCall& call, const Release& command, Instant now);
  void carry_out(LiveCall& call, const Finish& command, Instant now);
  bool dial_with_next_security(LiveCall& call, LegIndex index, Instant now);
  bool describe_to_caller(LiveCall& call, LegIndex callee);
  void join(LiveCall& call, LegIndex callee);
  void add_media(LiveCall& call, LegIndex index);
  void drop_media(Leg& leg);
  void take_answer(const Found& found, std::string_view answer, Instant now);
  void write_record(LiveCall& call);

  // Looking up.
  Found find(sip::SessionId session);
  /// The same, while the leg's media stand: of a leg that was let go nothing is heard any more.
  Found find_with_media(sip::SessionId session);
  Found find(media::LegId leg);
  [[nodiscard]] sip::Aor aor_of(const directory::Extension& extension) const;
  [[nodiscard]] std::int64_t wall(Instant now) const;
  void announce(const LiveCall& call);
  void update_deadline(const LiveCall& call);
  sip::HeaderFields call_header(const LiveCall& call) const;

  Config config_;
  Neighbours by_;
  bool draining_ = false;
  std::uint64_t last_key_ = 0;
  std::map<std::uint64_t, LiveCall> calls_;
  std::unordered_map<sip::SessionId, Place> by_session_;
  std::unordered_map<media::LegId, Place> by_media_;
  DeadlineHeap<std::uint64_t> deadlines_;
};

}  // namespace sidetone::call
