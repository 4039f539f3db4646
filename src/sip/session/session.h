#pragma once

#include "base/random.h"
#include "base/time.h"
#include "sip/dialog/dialog.h"
#include "sip/identifiers.h"
#include "sip/session/backoff.h"
#include "sip/session/session_timer.h"
#include "sip/transaction/output_queue.h"
#include "sip/user_agent.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sidetone::sip {

/// What all sessions of a user agent share.
struct SessionSettings {
  std::string user_agent;
  TimerWish timer;
};

/// One INVITE usage from the first INVITE to the last BYE, caller or callee [RFC3261 §13, §14,
/// §15]. Knows dialogs and offers outstanding, but no transactions' timers and no SDP.
///
///   state      who     means                                 left by
///   ---------  ------  ------------------------------------  ---------------------------------
///   Calling    caller  INVITE sent, no final answer yet      2xx, refusal, hang_up()
///   Cancelled  caller  hung up, final answer awaited         2xx (ACK, BYE), refusal, 64*T1
///   AnswerDue  caller  2xx carried the offer, no ACK yet     complete_offer(), hang_up()
///   Invited    callee  INVITE came, no final answer yet      answer(), refuse(), CANCEL, BYE
///   Answered   callee  2xx sent, no ACK yet                  ACK, 64*T1 without one (BYE)
///   Confirmed  both    the call is up                        BYE of either side, expiry, 408, 481
///   Over       both    nothing more is told to the owner;    – (finished() once all is settled)
///                      late answers are still settled
///
/// Where to look: caller's side session_inviting.cpp (there a CANCEL that crosses a 2xx is
/// decided), callee's side session_invited.cpp, re-INVITE, UPDATE and glare session_changing.cpp,
/// other requests inside session_requests.cpp, the end session_ending.cpp.
/// Owner's duty: one handle_*() or command, then drain poll(), then sleep until deadline().
class Session {
 public:
  // ---- outputs -----------------------------------------------------------------------------
  /// Where something goes.
  struct Way {
    Peer to;
    std::optional<NamedHop> hop;      ///< To look for first; handle_hop() then.
    std::optional<std::size_t> fork;  ///< The dialog it belongs to; a first INVITE has none.
  };
  /// A request that awaits its answer: handle_response() with the same token.
  struct SendRequest : Way {
    std::uint32_t token = 0;
    Request request;
  };
  struct SendAck : Way {
    Request ack;
  };
  /// For the INVITE that was sent last.
  struct CancelInvite {
    std::string reason;
  };
  /// That INVITE's transaction is not waited for any longer [RFC3261 §9.1].
  struct AbandonInvite {
    std::uint32_t token;
  };
  struct Respond {
    ServerTransactionId transaction;
    Response response;
  };
  /// The last response to that INVITE goes out once more.
  struct RepeatResponse {
    ServerTransactionId transaction;
  };
  struct Tell {
    UserAgent::Output news;
  };
  using Output = std::variant<SendRequest, SendAck, CancelInvite, AbandonInvite, Respond,
                              RepeatResponse, Tell>;

  struct Context {
    SessionId id;
    const SessionSettings& settings;
    Random& random;
  };

  // ---- states ------------------------------------------------------------------------------
  struct Calling {
    bool heard = false;  ///< Of the callee: a CANCEL may go out [RFC3261 §9.1].
    /// hang_up() came before that: its reason.
    std::optional<std::string> cancel_when_heard;
  };
  struct Cancelled {
    Instant give_up_at;
    std::string reason;
  };
  struct AnswerDue {};
  struct Invited {
    ServerTransactionId invite;
    Instant remind_at;  ///< The next copy of our last provisional [RFC3261 §13.3.1.1].
  };
  struct Answered {
    /// hang_up() came before the ACK: its reason.
    std::optional<std::string> hang_up_when_acknowledged;
  };
  struct Confirmed {};
  struct Over {};
  using State = std::variant<Calling, Cancelled, AnswerDue, Invited, Answered, Confirmed, Over>;

  /// We call.
  Session(Context context, UserAgent::Invite invite);
  /// We are called; `request` is their INVITE, screened. The offer is told by the owner.
  Session(Context context, ServerTransactionId invite, const Request& request, const Peer& source);

  // ---- commands: see UserAgent -------------------------------------------------------------
  void ring(UserAgent::Ring ring, Instant now);
  void answer(UserAgent::Answer answer, Instant now);
  void refuse(const UserAgent::Refuse& refuse);
  void hang_up(std::string reason, Instant now);
  void complete_offer(Sdp answer, Instant now);
  void change(Sdp offer, Instant now);
  void accept_offer(Sdp answer, Instant now);
  void refuse_offer(int status, Instant now);
  void send_info(std::string content_type, std::string body);

  // ---- inputs ------------------------------------------------------------------------------
  void handle_request(ServerTransactionId transaction, Request request, const Peer& source,
                      Instant now);
  void handle_ack(const Request& ack, Instant now);
  void handle_cancel(ServerTransactionId invite, const Request& cancel, Instant now);
  /// Also 408 and 503 that were made up for a transaction that failed.
  void handle_response(std::uint32_t token, Response response, Instant now);
  void handle_closed(std::uint32_t token);
  void handle_flow_closed(FlowId flow);
  /// Is the response to that request still waited for?
  [[nodiscard]] bool awaits(std::uint32_t token) const;
  /// Dialogs, early ones too. A retried INVITE begins with none.
  [[nodiscard]] std::size_t forks() const { return forks_.size(); }
  /// What came of looking for the next hop of that fork; where to send to now.
  Peer handle_hop(std::size_t fork, std::string_view hop,
                  const std::optional<SocketAddress>& found);
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;

  [[nodiscard]] const State& state() const { return state_; }
  /// Over, and no transaction of ours is open: it can be forgotten.
  [[nodiscard]] bool finished() const;
  [[nodiscard]] const std::string& local_tag() const { return local_tag_; }
  /// The connection it depends on; 0 for none.
  [[nodiscard]] FlowId flow() const;

 private:
  enum class Purpose : std::uint8_t { kInvite, kReinvite, kUpdate, kPrack, kBye, kInfo };
  struct Pending {
    std::uint32_t token = 0;
    Purpose purpose = Purpose::kInvite;
    std::size_t fork = 0;
    std::uint32_t cseq = 0;
    bool answered = false;  ///< An INVITE got its 2xx; others, or copies, may follow.
  };
  /// One dialog: a caller has one for each phone that rang.
  struct Fork {
    DialogState dialog;
    std::uint32_t last_rseq = 0;
    Sdp answer;  ///< Of a provisional.
    bool acknowledged = false;
    Sdp ack_sdp;
  };
  /// Re-INVITE or UPDATE of ours.
  struct Change {
    Sdp offer;             ///< Empty: only a refresh, by UPDATE.
    bool refresh = false;  ///< Asked for by the session timer, not by the owner.
    bool sent = false;
    int tries = 0;
    Instant not_before;  ///< After a glare.
  };
  /// A request of theirs inside of the dialog.
  struct Asked {
    ServerTransactionId transaction;
    Request request;
    Peer source;
  };
  /// One that waits for accept_offer() or refuse_offer().
  struct TheirOffer {
    Asked asked;  ///< Without its body.
    Sdp sdp;
    std::optional<TimerAnswer> timer;
  };
  /// Our reliable provisional; `backoff` is gone when its PRACK came or nobody waits for it.
  struct Provisional {
    std::uint32_t rseq = 0;
    bool with_sdp = false;
    bool acknowledged = false;
    std::optional<Backoff> backoff;
  };
  /// Our 2xx to an INVITE or re-INVITE, until its ACK comes.
  struct Unacknowledged {
    ServerTransactionId invite;
    std::uint32_t cseq = 0;
    bool awaits_sdp = false;
    Backoff backoff;
  };
  enum class Exchange : std::uint8_t { kIdle, kOurOffer, kTheirOffer };

  // session.cpp
  void tell(UserAgent::Output news);
  void respond(ServerTransactionId transaction, Response response);
  void reply_to(const Asked& asked, int status);
  void send(Purpose purpose, std::size_t fork, Request request);
  [[nodiscard]] std::optional<std::size_t> fork_of(std::string_view remote_tag) const;
  Fork& current() { return forks_[current_]; }
  [[nodiscard]] const Fork& current() const { return forks_[current_]; }
  void add_capabilities(HeaderFields& headers, std::string_view extensions) const;
  void note_peer(const HeaderFields& headers);
  void over();
  void progress(Instant now);

  // session_inviting.cpp
  void send_invite();
  void on_invite_response(const Pending& pending, Response& response, Instant now);
  void on_provisional(const Pending& pending, Response& response, Instant now);
  bool on_reliable(std::size_t fork, const Response& response, bool with_sdp);
  void on_accepted(const Pending& pending, Response& response, Instant now);
  void on_first_accepted(const Pending& pending, Response& response, Instant now);
  void on_refused(Response& response);
  bool retry_with_longer_timer(const Response& response);
  std::optional<std::size_t> note_fork(const Response& response);
  void acknowledge(std::size_t fork, std::uint32_t cseq);
  void hang_up_calling(Calling& calling, std::string reason, Instant now);
  void cancel_invite(std::string reason, Instant now);
  void give_up_cancelled();
  void start_timer_of_uac(const HeaderFields& headers, Instant now);

  // session_invited.cpp
  [[nodiscard]] Response reply(int status) const;
  void send_provisional(UserAgent::Ring& ring, bool reliably, Instant now);
  void send_next_reliable(Instant now);
  void send_answer(UserAgent::Answer answer, Instant now);
  void on_prack(Asked& asked);
  void on_pracked(Asked& asked, Sdp sdp);
  void on_never_acknowledged();
  void on_never_pracked();
  void handle_invited_time(Instant now);
  void end_invitation(int status, const HeaderFields& extra);

  // session_changing.cpp
  void on_reinvite(Asked& asked);
  void on_update(Asked& asked, Instant now);
  void on_bare_update(const Asked& asked, Instant now);
  void hold_offer(Asked& asked, Sdp sdp, const std::optional<TimerAnswer>& timer);
  void follow_target(const Asked& asked);
  void refuse_for_a_moment(const Asked& asked);
  [[nodiscard]] bool may_reinvite() const;
  [[nodiscard]] bool may_update() const;
  [[nodiscard]] bool may_change() const;
  void send_change();
  void on_change_response(const Pending& pending, Response& response, Instant now);
  void on_change_accepted(const Pending& pending, Response& response, Instant now);
  void on_change_refused(const Response& response, Instant now);
  bool retry_change(const Response& response, Instant now);
  void report_change(int status, Sdp answer);
  std::optional<TimerAnswer> agree_timer(const Asked& asked);
  void start_timer_of_uas(const TimerAnswer& answer, Instant now);
  void handle_session_timer(Instant now);

  // session_requests.cpp
  void dispatch(Asked& asked, Instant now);
  void on_info(Asked& asked);
  void on_options(const Asked& asked);
  void on_refer(Asked& asked);

  // session_ending.cpp
  void on_bye(const Asked& asked);
  void send_bye(std::size_t fork, std::string_view reason);
  void end(Ending ending);
  void end_with_bye(int status, std::string_view reason);
  void drop_their_offer();

  SessionId id_;
  const SessionSettings& settings_;
  Random& random_;
  std::string local_tag_;
  State state_;
  bool silent_ = false;  ///< The owner hung up: it hears nothing more.
  std::vector<Fork> forks_;
  std::size_t current_ = 0;
  Exchange exchange_ = Exchange::kIdle;
  bool first_exchange_done_ = false;
  std::vector<Pending> pending_;
  std::uint32_t last_token_ = 0;
  Sdp local_sdp_;   ///< What we said last: a refresh by re-INVITE repeats it.
  Sdp remote_sdp_;  ///< What they said last: the answer to a refresh is news only if it differs.
  bool allows_update_ = false;  ///< The peer's Allow lists UPDATE.
  TimerWish timer_wish_;
  SessionTimer timer_;
  bool refresh_due_ = false;
  std::uint32_t invite_cseq_ = 0;  ///< Of the first INVITE, ours or theirs.

  // Caller.
  Request invite_;  ///< Without Via and body.
  Peer target_;
  std::string contact_user_;

  // Callee.
  Response skeleton_;  ///< Via, From, To with our tag, Call-ID, CSeq of the INVITE.
  ServerTransactionId invite_transaction_;
  TimerAnswer timer_answer_;
  bool requires_reliable_ = false;
  std::uint32_t next_rseq_ = 0;
  std::deque<UserAgent::Ring> waiting_provisionals_;
  std::optional<Provisional> provisional_;
  std::optional<UserAgent::Answer> deferred_answer_;

  std::optional<Unacknowledged> unacknowledged_;
  std::optional<Change> change_;
  std::optional<Sdp> next_change_;  ///< Wanted while change_ was on its way.
  std::optional<TheirOffer> their_offer_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
