#include "sip/transaction/non_invite_server.h"

namespace sidetone::sip {

void NonInviteServer::respond(int status, std::string bytes, Instant now) {
  if (std::holds_alternative<Completed>(state_) || terminated()) return;
  const bool repeats = status < 200 || transport_ == Reliability::kUnreliable;
  if (repeats) last_ = bytes;
  outputs_.push(Send{std::move(bytes)});
  state_ = std::visit([&](auto state) { return on_response(state, status, now); }, state_);
}

NonInviteServer::State NonInviteServer::on_response(Trying state, int status, Instant now) {
  return on_response(Proceeding{.give_up_at = state.give_up_at}, status, now);
}

NonInviteServer::State NonInviteServer::on_response(Proceeding state, int status, Instant now) {
  if (status < 200) return state;
  if (transport_ == Reliability::kReliable) return Terminated{};  // Timer J is zero there.
  return Completed{.linger_until = now + kTimerJ};
}

void NonInviteServer::handle_copy() {
  // [RFC3261 §17.2.2] "Once in the "Trying" state, any further request retransmissions are
  // discarded"; later ones get the last response again.
  const bool answers =
      std::holds_alternative<Proceeding>(state_) || std::holds_alternative<Completed>(state_);
  if (answers) outputs_.push(Send{last_});
}

void NonInviteServer::handle_time(Instant now) {
  // [RFC4320 §4.2] an answer that nobody waits for any more must not be sent: at the client
  // Timer F has fired.
  if (now >= deadline()) state_ = Terminated{};
}

Instant NonInviteServer::deadline() const {
  struct Deadline {
    Instant operator()(const Trying& s) const { return s.give_up_at; }
    Instant operator()(const Proceeding& s) const { return s.give_up_at; }
    Instant operator()(const Completed& s) const { return s.linger_until; }
    Instant operator()(const Terminated&) const { return kNever; }
  };
  return std::visit(Deadline{}, state_);
}

}  // namespace sidetone::sip
