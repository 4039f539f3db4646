#include "sip/transaction/invite_server.h"

#include <algorithm>

namespace sidetone::sip {

void InviteServer::respond(int status, std::string bytes, Instant now) {
  if (!std::holds_alternative<Proceeding>(state_)) return;
  last_ = std::move(bytes);
  outputs_.push(Send{last_});
  if (status >= 200) state_ = final_state(status, now);
}

InviteServer::State InviteServer::final_state(int status, Instant now) const {
  if (status < 300) return Accepted{.linger_until = now + kTimerL};
  // [RFC3261 §17.2.1] "For unreliable transports, timer G is set to fire in T1 seconds, and is not
  // set to fire for reliable transports."
  const bool repeats = transport_ == Reliability::kUnreliable;
  return Completed{.resend_at = repeats ? now + kT1 : kNever,
                   .resend_interval = kT1,
                   .give_up_at = now + kTimerH};
}

void InviteServer::repeat() {
  const bool wanted =
      std::holds_alternative<Proceeding>(state_) || std::holds_alternative<Accepted>(state_);
  if (wanted && !last_.empty()) outputs_.push(Send{last_});
}

void InviteServer::handle_copy() {
  // [RFC3261 §17.2.1] "If a request retransmission is received while in the "Proceeding" state, the
  // most recent provisional response … MUST be passed to the transport layer"; the same for the
  // refusal in Completed. [RFC6026 §7.1] in Accepted copies are absorbed: the user repeats its 2xx.
  const bool answers =
      std::holds_alternative<Proceeding>(state_) || std::holds_alternative<Completed>(state_);
  if (answers && !last_.empty()) outputs_.push(Send{last_});
}

void InviteServer::handle_ack(Instant now) {
  state_ = std::visit([&](auto state) { return on_ack(state, now); }, state_);
}

void InviteServer::handle_time(Instant now) {
  state_ = std::visit([&](auto state) { return on_time(state, now); }, state_);
}

InviteServer::State InviteServer::on_ack(Accepted state, Instant) {
  outputs_.push(DeliverAck{});
  return state;
}

InviteServer::State InviteServer::on_ack(Completed, Instant now) {
  last_ = std::string();
  if (transport_ == Reliability::kReliable) return Terminated{};  // Timer I is zero there.
  return Confirmed{.linger_until = now + kTimerI};
}

InviteServer::State InviteServer::on_time(Accepted state, Instant now) {
  if (now >= state.linger_until) return Terminated{};
  return state;
}

InviteServer::State InviteServer::on_time(Completed state, Instant now) {
  if (now >= state.give_up_at) return Terminated{};
  if (now >= state.resend_at) {
    outputs_.push(Send{last_});
    state.resend_interval = std::min(2 * state.resend_interval, kT2);
    state.resend_at = now + state.resend_interval;
  }
  return state;
}

InviteServer::State InviteServer::on_time(Confirmed state, Instant now) {
  if (now >= state.linger_until) return Terminated{};
  return state;
}

Instant InviteServer::deadline() const {
  struct Deadline {
    Instant operator()(const Proceeding&) const { return kNever; }
    Instant operator()(const Accepted& s) const { return s.linger_until; }
    Instant operator()(const Completed& s) const { return std::min(s.resend_at, s.give_up_at); }
    Instant operator()(const Confirmed& s) const { return s.linger_until; }
    Instant operator()(const Terminated&) const { return kNever; }
  };
  return std::visit(Deadline{}, state_);
}

}  // namespace sidetone::sip
