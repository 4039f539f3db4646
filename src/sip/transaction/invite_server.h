#pragma once

#include "base/time.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/timers.h"

#include <optional>
#include <string>
#include <variant>

namespace sidetone::sip {

/// Server side of one INVITE: answers copies of it without asking the user again, and repeats a
/// refusal until it is acknowledged. [RFC3261 §17.2.1], Accepted from [RFC6026 §7.1].
///
///   state       event              does                              next
///   ----------  -----------------  --------------------------------  ----------------------
///   Proceeding  INVITE again       resend the last provisional       Proceeding
///               1xx from user      send                              Proceeding
///               repeat (user)      resend the last provisional       Proceeding
///               2xx from user      send                              Accepted   (Timer L)
///               300-699 from user  send                              Completed  (Timers G, H)
///   Accepted    INVITE again       –                                 Accepted
///               repeat (user)      resend                            Accepted
///               ACK                deliver                           Accepted
///               Timer L            –                                 Terminated
///   Completed   INVITE again       resend                            Completed
///               Timer G            resend, double the wait up to T2  Completed
///               Timer H            –                                 Terminated
///               ACK                –                                 Confirmed  (Timer I)
///   Confirmed   Timer I            –                                 Terminated
///
/// How long it may stay in Proceeding is the user's decision. Repeating a 2xx until its ACK comes
/// is the user's duty too [RFC3261 §13.3.1.4]; the bytes are kept here for it.
/// Owner's duty: call one handle_*() or command, drain poll(), sleep until deadline().
class InviteServer {
 public:
  struct Proceeding {};
  struct Accepted {
    Instant linger_until;  ///< Timer L.
  };
  struct Completed {
    Instant resend_at;  ///< Timer G; kNever where the transport is reliable.
    Duration resend_interval;
    Instant give_up_at;  ///< Timer H.
  };
  struct Confirmed {
    Instant linger_until;  ///< Timer I; zero, hence straight to Terminated, where reliable.
  };
  struct Terminated {};
  using State = std::variant<Proceeding, Accepted, Completed, Confirmed, Terminated>;

  struct Send {
    std::string bytes;
  };
  struct DeliverAck {};  ///< For a 2xx; it came with the INVITE's own branch.
  using Output = std::variant<Send, DeliverAck>;

  explicit InviteServer(Reliability transport) : transport_(transport) {}

  /// The user's answer, as bytes with that status. Ignored after a final one.
  void respond(int status, std::string bytes, Instant now);
  /// Sends the user's last answer once more, while it may be wanted.
  void repeat();

  void handle_copy();  ///< The INVITE came again.
  void handle_ack(Instant now);
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool terminated() const { return std::holds_alternative<Terminated>(state_); }

 private:
  State on_ack(Proceeding state, Instant) { return state; }
  State on_ack(Accepted, Instant now);
  State on_ack(Completed, Instant now);
  State on_ack(Confirmed state, Instant) { return state; }
  State on_ack(Terminated state, Instant) { return state; }

  State on_time(Proceeding state, Instant) { return state; }
  State on_time(Accepted, Instant now);
  State on_time(Completed, Instant now);
  State on_time(Confirmed, Instant now);
  State on_time(Terminated state, Instant) { return state; }

  [[nodiscard]] State final_state(int status, Instant now) const;

  std::string last_;  ///< The response that a copy of the INVITE gets.
  Reliability transport_;
  State state_ = Proceeding{};
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
