#include "sip/session/session.h"

#include "sip/session/reason.h"
#include "sip/session/screening.h"
#include "sip/transaction/header_values.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

bool is_invite(auto purpose) {
  using Purpose = decltype(purpose);
  return purpose == Purpose::kInvite || purpose == Purpose::kReinvite;
}

}  // namespace

void Session::handle_request(ServerTransactionId transaction, Request request, const Peer& source,
                             Instant now) {
  Asked asked{.transaction = transaction, .request = std::move(request), .source = source};
  const HeaderFields& headers = asked.request.headers;
  const auto fork = fork_of(tag_of(headers.find(HeaderId::kFrom).value_or("")));
  if (!fork || headers.find(HeaderId::kCallId) != forks_[*fork].dialog.call_id) {
    return reply_to(asked, 481);
  }
  if (!accept_cseq(forks_[*fork].dialog, asked.request)) return reply_to(asked, 500);
  const std::string_view method = asked.request.method;
  if (std::holds_alternative<Over>(state_)) {
    // Two BYEs that cross: both are right.
    return reply_to(asked, method == "BYE" ? 200 : 481);
  }
  if (method == "INVITE" || method == "UPDATE") note_peer(headers);
  dispatch(asked, now);
  progress(now);
}

void Session::handle_response(std::uint32_t token, Response response, Instant now) {
  const auto found = std::ranges::find(pending_, token, &Pending::token);
  if (found == pending_.end()) return;
  const Pending pending = *found;
  if (is_invite(pending.purpose) && response.success()) {
    found->answered = true;
  } else if (!response.provisional()) {
    pending_.erase(found);
  }
  switch (pending.purpose) {
    case Purpose::kInvite:
      on_invite_response(pending, response, now);
      break;
    case Purpose::kReinvite:
    case Purpose::kUpdate:
      on_change_response(pending, response, now);
      break;
    case Purpose::kInfo:
      // [RFC3261 §12.2.1.2] "If the response for a request within a dialog is a 481 … or a 408 …,
      // the UAC SHOULD terminate the dialog."
      if (response.status == 408 || response.status == 481) end_with_bye(response.status, {});
      break;
    case Purpose::kPrack:
    case Purpose::kBye:
      break;
  }
  progress(now);
}

bool Session::awaits(std::uint32_t token) const {
  return std::ranges::find(pending_, token, &Pending::token) != pending_.end();
}

void Session::handle_closed(std::uint32_t token) {
  std::erase_if(pending_, [&](const Pending& pending) { return pending.token == token; });
}

void Session::handle_flow_closed(FlowId flow) {
  for (Fork& fork : forks_) {
    if (fork.dialog.peer.flow == flow) leave_flow(fork.dialog);
  }
}

void Session::handle_time(Instant now) {
  if (const auto* cancelled = std::get_if<Cancelled>(&state_)) {
    if (now >= cancelled->give_up_at) give_up_cancelled();
  }
  handle_invited_time(now);
  handle_session_timer(now);
  progress(now);
}

/// Does what had to wait for something else to be settled first.
void Session::progress(Instant now) {
  if (std::holds_alternative<Over>(state_)) return;
  send_next_reliable(now);
  const bool blocked = provisional_ && !provisional_->acknowledged && provisional_->with_sdp;
  if (deferred_answer_ && !blocked && !their_offer_) {
    UserAgent::Answer answer = std::move(*deferred_answer_);
    deferred_answer_.reset();
    send_answer(std::move(answer), now);
  }
  if (refresh_due_ && !change_ && std::holds_alternative<Confirmed>(state_)) {
    refresh_due_ = false;
    // [RFC4028 §7.4] by UPDATE where the peer allows it: it needs no offer.
    change_ = Change{.offer = may_update() ? Sdp() : local_sdp_,
                     .refresh = true,
                     .sent = false,
                     .tries = 0,
                     .not_before = now};
  }
  if (change_ && !change_->sent && now >= change_->not_before && may_change()) send_change();
}

Instant Session::deadline() const {
  Instant next = timer_.deadline();
  if (const auto* cancelled = std::get_if<Cancelled>(&state_)) {
    next = std::min(next, cancelled->give_up_at);
  }
  if (const auto* invited = std::get_if<Invited>(&state_)) {
    next = std::min(next, invited->remind_at);
  }
  if (provisional_ && provisional_->backoff) {
    next = std::min(next, provisional_->backoff->deadline());
  }
  if (unacknowledged_) next = std::min(next, unacknowledged_->backoff.deadline());
  if (change_ && !change_->sent && may_change()) next = std::min(next, change_->not_before);
  return next;
}

bool Session::finished() const {
  return std::holds_alternative<Over>(state_) && pending_.empty() && outputs_.empty();
}

FlowId Session::flow() const {
  const Peer& peer = forks_.empty() ? target_ : current().dialog.peer;
  return reliable(peer.transport) ? peer.flow : FlowId();
}

void Session::tell(UserAgent::Output news) {
  if (!silent_) outputs_.push(Tell{std::move(news)});
}

void Session::respond(ServerTransactionId transaction, Response response) {
  outputs_.push(Respond{transaction, std::move(response)});
}

void Session::reply_to(const Asked& asked, int status) {
  respond(asked.transaction, make_response(asked.request, status, local_tag_));
}

void Session::send(Purpose purpose, std::size_t fork, Request request) {
  const std::uint32_t token = ++last_token_;
  const DialogState& dialog = forks_[fork].dialog;
  pending_.push_back({.token = token,
                      .purpose = purpose,
                      .fork = fork,
                      .cseq = dialog.local_cseq,
                      .answered = false});
  outputs_.push(SendRequest{{dialog.peer, named_hop(dialog), fork}, token, std::move(request)});
}

Peer Session::handle_hop(std::size_t fork, std::string_view hop,
                         const std::optional<SocketAddress>& found) {
  settle_hop(forks_[fork].dialog, hop, found);
  return forks_[fork].dialog.peer;
}

std::optional<std::size_t> Session::fork_of(std::string_view remote_tag) const {
  for (std::size_t i = 0; i < forks_.size(); ++i) {
    if (forks_[i].dialog.remote_tag == remote_tag) return i;
  }
  return std::nullopt;
}

void Session::add_capabilities(HeaderFields& headers, std::string_view extensions) const {
  headers.add(HeaderId::kAllow, std::string(kAllowedMethods));
  headers.add(HeaderId::kSupported, std::string(extensions));
  headers.add(HeaderId::kUserAgent, settings_.user_agent);
}

void Session::note_peer(const HeaderFields& headers) {
  if (headers.has(HeaderId::kAllow)) {
    allows_update_ = headers.has_token(HeaderId::kAllow, "UPDATE");
  }
}

void Session::over() {
  state_ = Over{};
  timer_.stop();
  change_.reset();
  next_change_.reset();
  unacknowledged_.reset();
  deferred_answer_.reset();
  waiting_provisionals_.clear();
  provisional_.reset();
}

}  // namespace sidetone::sip
