#pragma once

#include "base/time.h"
#include "sip/message/message.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/timers.h"

#include <optional>
#include <string>
#include <variant>

namespace sidetone::sip {

/// Client side of any request but INVITE and ACK: repeats it until the final answer, which the
/// owner hears exactly once. [RFC3261 §17.1.2]
///
///   state       event            does                              next
///   ----------  ---------------  --------------------------------  ----------------------
///   Trying      Timer E          resend, double the wait up to T2  Trying
///               Timer F          fail(timeout)                     Terminated
///               1xx              deliver                           Proceeding
///   Proceeding  Timer E          resend, wait T2                   Proceeding
///               Timer F          fail(timeout)                     Terminated
///               1xx              deliver                           Proceeding
///   Trying or   200-699          deliver                           Completed  (Timer K)
///   Proceeding  transport error  fail(transport)                   Terminated
///   Completed   any response     –                                 Completed
///
/// Owner's duty: call one handle_*(), drain poll(), sleep until deadline().
class NonInviteClient {
 public:
  struct Trying {
    Instant resend_at;  ///< Timer E; kNever where the transport is reliable.
    Duration resend_interval;
    Instant give_up_at;  ///< Timer F.
  };
  struct Proceeding {
    Instant resend_at;   ///< Timer E, now at T2.
    Instant give_up_at;  ///< Timer F goes on.
  };
  struct Completed {
    Instant linger_until;  ///< Timer K; zero, hence straight to Terminated, where reliable.
  };
  struct Terminated {};
  using State = std::variant<Trying, Proceeding, Completed, Terminated>;

  struct Send {
    std::string bytes;
  };
  struct Deliver {
    Response response;
  };
  enum class Failure { kTimeout, kTransport };
  using Output = std::variant<Send, Deliver, Failure>;

  /// `bytes`: the whole request, Via with its branch on it.
  NonInviteClient(std::string bytes, Reliability transport, Instant now);

  void handle_response(Response response, Instant now);
  void handle_transport_error();
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] bool terminated() const { return std::holds_alternative<Terminated>(state_); }

 private:
  State on_response(Trying, Response&&, Instant now);
  State on_response(Proceeding, Response&&, Instant now);
  State on_response(Completed state, Response&&, Instant) { return state; }
  State on_response(Terminated state, Response&&, Instant) { return state; }

  State on_time(Trying, Instant now);
  State on_time(Proceeding, Instant now);
  State on_time(Completed, Instant now);
  State on_time(Terminated state, Instant) { return state; }

  State finish(Response&&, Instant now);

  std::string wire_;  ///< Kept only while it may have to be repeated.
  Reliability transport_;
  State state_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
