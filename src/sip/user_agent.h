#pragma once

#include "base/random.h"
#include "base/time.h"
#include "sip/identifiers.h"
#include "sip/message/message.h"
#include "sip/resolve/name_searches.h"
#include "sip/transport.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace sidetone::sip {

/// A session description travelling in a message; empty when there is none.
using Sdp = std::string;

/// How a session ended or was refused, as the wire said it.
struct Ending {
  int status = 0;            ///< SIP status; 0 when it was a BYE or CANCEL.
  std::string reason;        ///< Reason phrase.
  int reason_sip_cause = 0;  ///< Reason: SIP;cause=… [RFC3326]; 0 when absent.
  int reason_q850 = 0;       ///< Reason: Q.850;cause=…; 0 when absent.
  std::string reason_text;
};

/// SIP for one control shard: transactions, dialogs and INVITE sessions over every flow, so that
/// call/ speaks of sessions and offers only. It never reads SDP, never authenticates, never
/// routes: all of that is its owner's.
///
/// Does by itself: retransmission and matching [RFC3261 §17, RFC6026], ACK, CANCEL races, PRACK
/// [RFC3262] where the peer requires it, UPDATE [RFC3311], session timers [RFC4028], 491 glare
/// [RFC3261 §14.1] with its retry, Via received/rport [RFC3581], Max-Forwards and merged requests
/// (482), 405, 415, 420, 481, 501-505, 100 Trying, OPTIONS inside a dialog, the fragment-size rule
/// [RFC3261 §18.1.1] (over UDP after all where no connection to the peer is known), bounds on every
/// table (503 with Retry-After when full). Keep-alive pings on connections get their pong.
///
/// Inside a session requests go where its first message came from or went to; over UDP they follow
/// Contact and Record-Route where the peer stands behind no NAT. A connection that closed is
/// replaced by one to their Contact, or by the one on which the peer sends its next re-INVITE or
/// UPDATE. Where these hold a name, its servers are looked for before the first request that goes
/// there [RFC3263 §4]; where none is found in 5 s, a datagram goes where the peer was before, and a
/// request that would need a connection fails as with 503.
///
/// Owner's duty: one handle_*() or command, then drain poll(), then sleep until deadline().
class UserAgent {
 public:
  struct Config {
    std::string user_agent = "Sidetone";
    std::size_t max_transactions = 100'000;
    std::size_t max_sessions = 20'000;
    Duration session_expires = std::chrono::seconds(1800);
    Duration min_se = std::chrono::seconds(90);
  };

  // ---- what it tells its owner -------------------------------------------------------------
  struct Transmit {
    Datagram datagram;
  };
  /// A new INVITE. 100 was sent already. Answer with ring(), answer() or refuse().
  struct IncomingInvite {
    SessionId session;
    Request request;
    Peer source;
    Sdp offer;  ///< Empty: late offer, our answer() carries the offer.
  };
  /// REGISTER, OPTIONS, SUBSCRIBE, MESSAGE, … outside of a session: respond() is owed.
  struct IncomingRequest {
    ServerTransactionId transaction;
    Request request;
    Peer source;
  };
  /// 18x on a session that we invited. Every fork shows up with its own `fork` number.
  struct Progress {
    SessionId session;
    int status = 0;
    int fork = 0;  ///< From 0; at most 16 of them.
    Sdp sdp;       ///< Early answer, if it came.
    HeaderFields headers;
  };
  /// Our INVITE was answered with 2xx; ACK is sent by the session (after complete_offer() when the
  /// 2xx carried the offer). Further 2xx of other forks are ACKed and ended with BYE by itself.
  struct Answered {
    SessionId session;
    int fork = 0;
    Sdp sdp;  ///< That of the fork's last provisional when the 2xx holds none.
    HeaderFields headers;
  };
  /// Our INVITE was refused, timed out (408) or could not be sent (503). The session is gone.
  struct Refused {
    SessionId session;
    Ending ending;
    HeaderFields headers;
  };
  /// The caller's CANCEL arrived before our final answer; 487 was sent. The session is gone.
  struct Cancelled {
    SessionId session;
    Ending ending;
  };
  /// Our 2xx was acknowledged; `sdp` is the answer in ACK, for a late offer. After a re-INVITE it
  /// is told only where such an answer came.
  struct Acknowledged {
    SessionId session;
    Sdp sdp;
  };
  /// The peer wants to change the session (re-INVITE or UPDATE): accept_offer() or refuse_offer().
  /// Without SDP (late offer, or a session refresh by INVITE) `offer` is empty: accept_offer() then
  /// carries our present description.
  struct Offer {
    SessionId session;
    Sdp offer;
    HeaderFields headers;
    Peer source;
  };
  /// The answer to our change_session(): 200 with it, or the status of the refusal without. Also
  /// told when a session refresh of ours was answered with another description than before, and for
  /// the answer in PRACK to an offer in ring().
  struct OfferResult {
    SessionId session;
    int status = 0;
    Sdp answer;
  };
  /// INFO inside a session; 200 was sent [RFC6086].
  struct Info {
    SessionId session;
    std::string content_type;
    std::string body;
  };
  /// REFER inside a session [RFC3515]: respond() with 202 or a refusal is owed.
  struct Refer {
    SessionId session;
    ServerTransactionId transaction;
    Request request;
  };
  /// BYE; or 408 for an expired session timer, a 2xx without ACK and a peer that went silent, 481
  /// for one that no longer knows us, 504 for a reliable provisional without PRACK. The session is
  /// gone.
  struct Ended {
    SessionId session;
    Ending ending;
  };
  /// An answer to request(). 408 on timeout, 503 when it could not be sent.
  struct ResponseReceived {
    ClientTransactionId transaction;
    Response response;
  };
  /// A question for a name server; handle_name_answer() is owed.
  struct LookUp {
    NameQuestion question;
  };
  /// Something was dropped without an answer; for the counter of that name in /metrics.
  struct Dropped {
    std::string_view why;  ///< Static text: "malformed", "stray_response", "stray_ack", …
  };
  using Output = std::variant<Transmit, IncomingInvite, IncomingRequest, Progress, Answered,
                              Refused, Cancelled, Acknowledged, Offer, OfferResult, Info, Refer,
                              Ended, ResponseReceived, LookUp, Dropped>;

  // ---- what its owner asks -----------------------------------------------------------------
  struct Invite {
    Peer target;      ///< From a binding or a resolved trunk.
    std::string uri;  ///< Request-URI.
    NameAddr from;    ///< Without a tag.
    NameAddr to;
    std::string contact_user;
    std::vector<std::string> route;  ///< Preloaded Route values, e.g. a stored Path.
    HeaderFields extra;              ///< P-Asserted-Identity, X-Sidetone-Call, Alert-Info, …
    Sdp offer;                       ///< Empty: late offer.
    int max_forwards = 70;
  };
  struct Ring {
    int status = 180;
    Sdp sdp;  ///< Early media; then 183 is usual.
    HeaderFields extra;
  };
  struct Answer {
    Sdp sdp;
    HeaderFields extra;
  };
  struct Refuse {
    int status = 486;
    HeaderFields extra;  ///< Retry-After, Warning, WWW-Authenticate, Reason, …
  };

  UserAgent(Config config, Random& random);
  ~UserAgent();
  UserAgent(const UserAgent&) = delete;
  UserAgent& operator=(const UserAgent&) = delete;

  /// One message as it came: a datagram, a WebSocket frame, or what stream framing cut out.
  void handle_bytes(const Peer& source, std::string_view bytes, Instant now);
  /// The connection is gone: transactions on it fail, sessions stay (S8) until their timers say so.
  void handle_flow_closed(FlowId flow, Instant now);
  /// A send failed (ICMP, connection refused) for this target.
  void handle_transport_error(const Peer& target, Instant now);
  void handle_name_answer(std::uint64_t question, NameAnswer answer, Instant now);
  void handle_time(Instant now);

  SessionId invite(Invite invite, Instant now);
  /// A caller that requires 100rel and left the offer to us hears nothing of a Ring without SDP.
  void ring(SessionId session, Ring ring, Instant now);
  void answer(SessionId session, Answer answer, Instant now);
  void refuse(SessionId session, Refuse refuse, Instant now);
  /// Ends it in whatever state: refuses, CANCELs or BYEs. `reason` becomes a Reason header, e.g.
  /// `SIP;cause=200;text="Call completed elsewhere"`. No further event follows for this session.
  void hang_up(SessionId session, std::string reason, Instant now);
  /// Our answer to an offer in a 2xx to a late-offer INVITE (goes into ACK).
  void complete_offer(SessionId session, Sdp answer, Instant now);
  /// re-INVITE (or UPDATE before the session is confirmed and when allowed) with a new description;
  /// waits for what is in progress. Of several that wait the last counts.
  void change_session(SessionId session, Sdp offer, Instant now);
  void accept_offer(SessionId session, Sdp answer, Instant now);
  void refuse_offer(SessionId session, int status, Instant now);
  void send_info(SessionId session, std::string content_type, std::string body, Instant now);

  void respond(ServerTransactionId transaction, const Response& response, Instant now);
  ClientTransactionId request(Peer target, Request request, Instant now);

  [[nodiscard]] std::optional<Output> poll();
  [[nodiscard]] Instant deadline() const;

  // For tests and /metrics: all must be zero when every call has ended and its timers ran out.
  [[nodiscard]] std::size_t open_transactions() const;
  [[nodiscard]] std::size_t open_sessions() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sidetone::sip
