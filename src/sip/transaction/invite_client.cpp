#include "sip/transaction/invite_client.h"

#include "sip/transaction/derived_requests.h"

#include <algorithm>

namespace sidetone::sip {

InviteClient::InviteClient(Request invite, std::string bytes, Reliability transport, Instant now)
    : invite_(std::move(invite)), wire_(std::move(bytes)), transport_(transport) {
  const bool repeats = transport_ == Reliability::kUnreliable;
  state_ = Calling{.resend_at = repeats ? now + kT1 : kNever,
                   .resend_interval = kT1,
                   .give_up_at = now + kTimerB};
  outputs_.push(Send{repeats ? wire_ : std::move(wire_)});
}

void InviteClient::handle_response(Response response, Instant now) {
  state_ =
      std::visit([&](auto state) { return on_response(state, std::move(response), now); }, state_);
}

void InviteClient::handle_time(Instant now) {
  state_ = std::visit([&](auto state) { return on_time(state, now); }, state_);
}

void InviteClient::handle_transport_error() {
  const bool waited =
      std::holds_alternative<Calling>(state_) || std::holds_alternative<Proceeding>(state_);
  if (waited) outputs_.push(Failure::kTransport);
  state_ = Terminated{};
}

InviteClient::State InviteClient::on_response(Calling, Response&& response, Instant now) {
  wire_ = std::string();
  return on_response(Proceeding{}, std::move(response), now);
}

InviteClient::State InviteClient::on_response(Proceeding, Response&& response, Instant now) {
  if (response.success()) return accept(std::move(response), now);
  if (!response.provisional()) return refuse(std::move(response), now);
  outputs_.push(Deliver{std::move(response)});
  return Proceeding{};
}

InviteClient::State InviteClient::on_response(Completed state, Response&& response, Instant) {
  // [RFC3261 §17.1.1.2] "Any retransmissions of the final response … MUST cause the ACK to be
  // re-passed to the transport layer", and the user is not told twice.
  if (response.status >= 300) outputs_.push(Send{to_bytes(ack_for(invite_, response))});
  return state;
}

InviteClient::State InviteClient::on_response(Accepted state, Response&& response, Instant) {
  // [RFC6026 §7.2] every 2xx goes up: a forked INVITE may be answered more than once, and the
  // user, not this transaction, owns the ACK.
  if (response.success()) outputs_.push(Deliver{std::move(response)});
  return state;
}

InviteClient::State InviteClient::on_response(Terminated state, Response&&, Instant) {
  return state;
}

InviteClient::State InviteClient::on_time(Calling state, Instant now) {
  if (now >= state.give_up_at) {
    outputs_.push(Failure::kTimeout);
    return Terminated{};
  }
  if (now >= state.resend_at) {
    outputs_.push(Send{wire_});
    state.resend_interval *= 2;
    state.resend_at = now + state.resend_interval;
  }
  return state;
}

InviteClient::State InviteClient::on_time(Completed state, Instant now) {
  if (now >= state.linger_until) return Terminated{};
  return state;
}

InviteClient::State InviteClient::on_time(Accepted state, Instant now) {
  if (now >= state.linger_until) return Terminated{};
  return state;
}

InviteClient::State InviteClient::accept(Response&& response, Instant now) {
  outputs_.push(Deliver{std::move(response)});
  return Accepted{.linger_until = now + kTimerM};
}

InviteClient::State InviteClient::refuse(Response&& response, Instant now) {
  outputs_.push(Send{to_bytes(ack_for(invite_, response))});
  outputs_.push(Deliver{std::move(response)});
  if (transport_ == Reliability::kReliable) return Terminated{};  // Timer D is zero there.
  return Completed{.linger_until = now + kTimerD};
}

Instant InviteClient::deadline() const {
  struct Deadline {
    Instant operator()(const Calling& s) const { return std::min(s.resend_at, s.give_up_at); }
    Instant operator()(const Completed& s) const { return s.linger_until; }
    Instant operator()(const Accepted& s) const { return s.linger_until; }
    Instant operator()(const Proceeding&) const { return kNever; }
    Instant operator()(const Terminated&) const { return kNever; }
  };
  return std::visit(Deadline{}, state_);
}

}  // namespace sidetone::sip
