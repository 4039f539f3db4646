#pragma once

#include "base/time.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/timers.h"

#include <optional>
#include <string>
#include <variant>

namespace sidetone::sip {

/// Server side of any request but INVITE and ACK: the user answers once, copies get that answer.
/// [RFC3261 §17.2.2]
///
///   state       event              does      next
///   ----------  -----------------  --------  ----------------------
///   Trying      request again      –         Trying
///               1xx from user      send      Proceeding
///   Proceeding  request again      resend    Proceeding
///               1xx from user      send      Proceeding
///   Trying or   200-699 from user  send      Completed  (Timer J)
///   Proceeding  64*T1 without one  –         Terminated [RFC4320 §4.2]
///   Completed   request again      resend    Completed
///               Timer J            –         Terminated
///
/// Owner's duty: call one handle_*() or command, drain poll(), sleep until deadline().
class NonInviteServer {
 public:
  struct Trying {
    Instant give_up_at;
  };
  struct Proceeding {
    Instant give_up_at;
  };
  struct Completed {
    Instant linger_until;  ///< Timer J; zero, hence straight to Terminated, where reliable.
  };
  struct Terminated {};
  using State = std::variant<Trying, Proceeding, Completed, Terminated>;

  struct Send {
    std::string bytes;
  };
  using Output = Send;

  NonInviteServer(Reliability transport, Instant now)
      : transport_(transport), state_(Trying{.give_up_at = now + kTimerF}) {}

  /// The user's answer, as bytes with that status. Ignored after a final one.
  void respond(int status, std::string bytes, Instant now);
  void handle_copy();  ///< The request came again.
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool terminated() const { return std::holds_alternative<Terminated>(state_); }

 private:
  State on_response(Trying, int status, Instant now);
  State on_response(Proceeding, int status, Instant now);
  State on_response(Completed state, int, Instant) { return state; }
  State on_response(Terminated state, int, Instant) { return state; }

  std::string last_;  ///< The response that a copy of the request gets.
  Reliability transport_;
  State state_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
