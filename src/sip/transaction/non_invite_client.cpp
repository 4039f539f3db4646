#include "sip/transaction/non_invite_client.h"

#include <algorithm>

namespace sidetone::sip {

NonInviteClient::NonInviteClient(std::string bytes, Reliability transport, Instant now)
    : wire_(std::move(bytes)), transport_(transport) {
  const bool repeats = transport_ == Reliability::kUnreliable;
  state_ = Trying{.resend_at = repeats ? now + kT1 : kNever,
                  .resend_interval = kT1,
                  .give_up_at = now + kTimerF};
  outputs_.push(Send{repeats ? wire_ : std::move(wire_)});
}

void NonInviteClient::handle_response(Response response, Instant now) {
  state_ =
      std::visit([&](auto state) { return on_response(state, std::move(response), now); }, state_);
}

void NonInviteClient::handle_time(Instant now) {
  state_ = std::visit([&](auto state) { return on_time(state, now); }, state_);
}

void NonInviteClient::handle_transport_error() {
  const bool waited =
      std::holds_alternative<Trying>(state_) || std::holds_alternative<Proceeding>(state_);
  if (waited) outputs_.push(Failure::kTransport);
  state_ = Terminated{};
}

NonInviteClient::State NonInviteClient::on_response(Trying state, Response&& response,
                                                    Instant now) {
  if (!response.provisional()) return finish(std::move(response), now);
  outputs_.push(Deliver{std::move(response)});
  // [RFC3261 §17.1.2.2] "If Timer E fires while in the "Proceeding" state, the request MUST be
  // passed to the transport layer for retransmission, and Timer E MUST be reset with a value of
  // T2 seconds." The one that runs already is left to fire.
  return Proceeding{.resend_at = state.resend_at, .give_up_at = state.give_up_at};
}

NonInviteClient::State NonInviteClient::on_response(Proceeding state, Response&& response,
                                                    Instant now) {
  if (!response.provisional()) return finish(std::move(response), now);
  outputs_.push(Deliver{std::move(response)});
  return state;
}

NonInviteClient::State NonInviteClient::on_time(Trying state, Instant now) {
  if (now >= state.give_up_at) {
    outputs_.push(Failure::kTimeout);
    return Terminated{};
  }
  if (now >= state.resend_at) {
    outputs_.push(Send{wire_});
    state.resend_interval = std::min(2 * state.resend_interval, kT2);
    state.resend_at = now + state.resend_interval;
  }
  return state;
}

NonInviteClient::State NonInviteClient::on_time(Proceeding state, Instant now) {
  if (now >= state.give_up_at) {
    outputs_.push(Failure::kTimeout);
    return Terminated{};
  }
  if (now >= state.resend_at) {
    outputs_.push(Send{wire_});
    state.resend_at = now + kT2;
  }
  return state;
}

NonInviteClient::State NonInviteClient::on_time(Completed state, Instant now) {
  if (now >= state.linger_until) return Terminated{};
  return state;
}

NonInviteClient::State NonInviteClient::finish(Response&& response, Instant now) {
  wire_ = std::string();
  outputs_.push(Deliver{std::move(response)});
  if (transport_ == Reliability::kReliable) return Terminated{};  // Timer K is zero there.
  return Completed{.linger_until = now + kTimerK};
}

Instant NonInviteClient::deadline() const {
  struct Deadline {
    Instant operator()(const Trying& s) const { return std::min(s.resend_at, s.give_up_at); }
    Instant operator()(const Proceeding& s) const { return std::min(s.resend_at, s.give_up_at); }
    Instant operator()(const Completed& s) const { return s.linger_until; }
    Instant operator()(const Terminated&) const { return kNever; }
  };
  return std::visit(Deadline{}, state_);
}

}  // namespace sidetone::sip
