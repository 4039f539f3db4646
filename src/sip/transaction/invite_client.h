#pragma once

#include "base/time.h"
#include "sip/message/message.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/timers.h"

#include <optional>
#include <string>
#include <variant>

namespace sidetone::sip {

/// Client side of one INVITE: repeats the request until somebody answers, and acknowledges every
/// refusal. [RFC3261 §17.1.1], Accepted from [RFC6026 §7.2].
///
///   state       event            does                        next
///   ----------  ---------------  --------------------------  ----------------------
///   Calling     Timer A          resend, double the wait     Calling
///               Timer B          fail(timeout)               Terminated
///               1xx              deliver                     Proceeding
///   Calling or  2xx              deliver                     Accepted   (Timer M)
///   Proceeding  300-699          ACK, deliver                Completed  (Timer D)
///   Proceeding  1xx              deliver                     Proceeding
///   Accepted    2xx              deliver                     Accepted
///   Completed   300-699          ACK                         Completed
///   Calling,    transport error  fail(transport)             Terminated
///   Proceeding
///   others      transport error  –                           Terminated
///
/// A timer is a field of the state that needs it: leaving the state stops it.
/// Owner's duty: call one handle_*(), drain poll(), sleep until deadline().
class InviteClient {
 public:
  struct Calling {
    Instant resend_at;  ///< Timer A; kNever where the transport is reliable.
    Duration resend_interval;
    Instant give_up_at;  ///< Timer B.
  };
  struct Proceeding {};  ///< No timer: how long to let it ring is the call's decision.
  struct Completed {
    Instant linger_until;  ///< Timer D; zero, hence straight to Terminated, where reliable.
  };
  struct Accepted {
    Instant linger_until;  ///< Timer M.
  };
  struct Terminated {};
  using State = std::variant<Calling, Proceeding, Completed, Accepted, Terminated>;

  struct Send {
    std::string bytes;
  };
  struct Deliver {
    Response response;
  };
  enum class Failure { kTimeout, kTransport };
  using Output = std::variant<Send, Deliver, Failure>;

  /// `invite` with its Via and branch on it, and the same as `bytes` for the wire.
  InviteClient(Request invite, std::string bytes, Reliability transport, Instant now);

  void handle_response(Response response, Instant now);
  void handle_transport_error();
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool terminated() const { return std::holds_alternative<Terminated>(state_); }
  [[nodiscard]] const Request& invite() const { return invite_; }

 private:
  // One overload per state and kind of input. A forgotten one does not compile.
  State on_response(Calling, Response&&, Instant now);
  State on_response(Proceeding, Response&&, Instant now);
  State on_response(Completed, Response&&, Instant now);
  State on_response(Accepted, Response&&, Instant now);
  State on_response(Terminated, Response&&, Instant now);

  State on_time(Calling, Instant now);
  State on_time(Proceeding state, Instant) { return state; }
  State on_time(Completed, Instant now);
  State on_time(Accepted, Instant now);
  State on_time(Terminated state, Instant) { return state; }

  State accept(Response&&, Instant now);
  State refuse(Response&&, Instant now);

  Request invite_;
  std::string wire_;  ///< Kept only while it may have to be repeated.
  Reliability transport_;
  State state_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
