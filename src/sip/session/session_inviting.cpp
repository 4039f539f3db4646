#include "sip/message/text.h"
#include "sip/session/body.h"
#include "sip/session/header_copy.h"
#include "sip/session/reason.h"
#include "sip/session/session.h"
#include "sip/transaction/header_values.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

constexpr std::size_t kTagCharacters = 16;
constexpr std::size_t kCallIdCharacters = 24;
constexpr std::size_t kMaxForks = 16;
constexpr std::uint32_t kMaxInvites = 4;

HeaderFields invite_headers(const UserAgent::Invite& invite, std::string_view local_tag,
                            std::string call_id) {
  HeaderFields headers;
  headers.reserve(24);
  headers.add(HeaderId::kMaxForwards, std::to_string(invite.max_forwards));
  for (const std::string& route : invite.route) headers.add(HeaderId::kRoute, route);
  headers.add(HeaderId::kFrom, invite.from.to_string() + ";tag=" + std::string(local_tag));
  headers.add(HeaderId::kTo, invite.to.to_string());
  headers.add(HeaderId::kCallId, std::move(call_id));
  headers.add(HeaderId::kCSeq, "1 INVITE");
  // [RFC3261 §8.1.1.8] "If the Request-URI … contains a SIPS URI, the Contact header field MUST
  // contain a SIPS URI as well."
  const bool secure = encrypted(invite.target.transport) && is_sips(invite.uri);
  headers.add(HeaderId::kContact, our_contact(invite.contact_user, invite.target, secure));
  append(headers, invite.extra);
  return headers;
}

}  // namespace

Session::Session(Context context, UserAgent::Invite invite)
    : id_(context.id),
      settings_(context.settings),
      random_(context.random),
      local_tag_(random_.token(kTagCharacters)),
      state_(Calling{}),
      timer_wish_(settings_.timer),
      invite_cseq_(1) {
  invite_.method = "INVITE";
  invite_.headers = invite_headers(invite, local_tag_, random_.token(kCallIdCharacters));
  invite_.uri = std::move(invite.uri);
  target_ = invite.target;
  contact_user_ = std::move(invite.contact_user);
  local_sdp_ = std::move(invite.offer);
  if (!local_sdp_.empty()) exchange_ = Exchange::kOurOffer;
  send_invite();
}

void Session::send_invite() {
  Request request = invite_;
  // A late offer may then only come in the 2xx, never in a provisional that PRACK would have to
  // answer.
  add_capabilities(request.headers, local_sdp_.empty() ? "timer" : "100rel, timer");
  put_timer_request(request.headers, timer_wish_, SessionTimer::Refresher::kNobody);
  put_sdp(request.headers, request.body, local_sdp_);
  const std::uint32_t token = ++last_token_;
  pending_.push_back({.token = token,
                      .purpose = Purpose::kInvite,
                      .fork = 0,
                      .cseq = invite_cseq_,
                      .answered = false});
  outputs_.push(SendRequest{{target_, {}, {}}, token, std::move(request)});
}

void Session::on_invite_response(const Pending& pending, Response& response, Instant now) {
  note_peer(response.headers);
  if (response.provisional()) return on_provisional(pending, response, now);
  if (response.success()) return on_accepted(pending, response, now);
  on_refused(response);
}

void Session::on_provisional(const Pending&, Response& response, Instant now) {
  auto* calling = std::get_if<Calling>(&state_);
  if (calling == nullptr) return;
  calling->heard = true;
  if (calling->cancel_when_heard) return cancel_invite(std::move(*calling->cancel_when_heard), now);
  if (response.status == 100) return;
  const auto fork = note_fork(response);
  if (!fork) return;
  Sdp sdp = sdp_of(response.headers, response.body).value_or("");
  if (!on_reliable(*fork, response, !sdp.empty())) return;
  if (!sdp.empty()) forks_[*fork].answer = sdp;
  tell(UserAgent::Progress{.session = id_,
                           .status = response.status,
                           .fork = static_cast<int>(*fork),
                           .sdp = std::move(sdp),
                           .headers = std::move(response.headers)});
}

/// False for a copy, or one that came before its turn.
bool Session::on_reliable(std::size_t fork, const Response& response, bool with_sdp) {
  if (!response.headers.has_token(HeaderId::kRequire, "100rel")) return true;
  const auto rseq = parse_number(response.headers.find(HeaderId::kRSeq).value_or(""));
  if (!rseq || *rseq == 0) return true;
  Fork& from = forks_[fork];
  // [RFC3262 §4] "if the UAC receives another reliable provisional response to the same request,
  // and its RSeq value is not one higher than the value of the sequence number, that response MUST
  // NOT be acknowledged with a PRACK, and MUST NOT be processed further by the UAC."
  if (from.last_rseq != 0 && *rseq != from.last_rseq + 1) return false;
  from.last_rseq = *rseq;
  Request prack = request_in(from.dialog, "PRACK");
  prack.headers.add(HeaderId::kRAck, std::to_string(*rseq) + ' ' +
                                         std::string(*invite_.headers.find(HeaderId::kCSeq)));
  send(Purpose::kPrack, fork, std::move(prack));
  // [RFC3262 §5] an answer in a reliable provisional is the answer.
  if (with_sdp && exchange_ == Exchange::kOurOffer) {
    exchange_ = Exchange::kIdle;
    first_exchange_done_ = true;
  }
  return true;
}

std::optional<std::size_t> Session::note_fork(const Response& response) {
  const std::string_view tag = tag_of(response.headers.find(HeaderId::kTo).value_or(""));
  DialogState dialog = dialog_of_uac(invite_, response, target_);
  dialog.contact_user = contact_user_;
  if (const auto known = fork_of(tag)) {
    if (!response.success() || forks_[*known].acknowledged) return known;
    // [RFC3261 §13.2.2.4] "If the dialog identifier in the 2xx response matches the dialog
    // identifier of an existing dialog, the dialog MUST be transitioned to the "confirmed" state,
    // and the route set for the dialog MUST be recomputed based on the 2xx response".
    dialog.local_cseq = forks_[*known].dialog.local_cseq;
    dialog.remote_cseq = forks_[*known].dialog.remote_cseq;
    forks_[*known].dialog = std::move(dialog);
    return known;
  }
  if (forks_.size() >= kMaxForks) return std::nullopt;
  forks_.push_back({.dialog = std::move(dialog),
                    .last_rseq = 0,
                    .answer = {},
                    .acknowledged = false,
                    .ack_sdp = {}});
  return forks_.size() - 1;
}

void Session::on_accepted(const Pending& pending, Response& response, Instant now) {
  const auto* calling = std::get_if<Calling>(&state_);
  if (calling != nullptr && !calling->cancel_when_heard) {
    return on_first_accepted(pending, response, now);
  }
  const auto fork = note_fork(response);
  if (!fork) return;
  if (forks_[*fork].acknowledged) return acknowledge(*fork, pending.cseq);
  if (std::holds_alternative<AnswerDue>(state_) && *fork == current_) return;
  // The 2xx crossed our CANCEL, or a second phone answered. [RFC3261 §13.2.2.4] "The UAC core MUST
  // generate an ACK request for each 2xx received from the transaction layer." A dialog that is not
  // wanted is then ended with BYE.
  acknowledge(*fork, pending.cseq);
  if (const auto* cancelled = std::get_if<Cancelled>(&state_)) {
    send_bye(*fork, cancelled->reason);
    over();
  } else if (calling != nullptr) {
    send_bye(*fork, *calling->cancel_when_heard);
    over();
  } else {
    send_bye(*fork, "SIP;cause=200;text=\"Call completed elsewhere\"");
  }
}

void Session::on_first_accepted(const Pending& pending, Response& response, Instant now) {
  const auto fork = note_fork(response);
  if (!fork) return;
  current_ = *fork;
  Sdp sdp = sdp_of(response.headers, response.body).value_or("");
  const bool late_offer = local_sdp_.empty();
  if (late_offer && sdp.empty()) {
    acknowledge(current_, pending.cseq);
    send_bye(current_, {});
    tell(UserAgent::Refused{id_, ending_of(488), std::move(response.headers)});
    return over();
  }
  start_timer_of_uac(response.headers, now);
  if (sdp.empty()) sdp = forks_[current_].answer;
  remote_sdp_ = sdp;
  if (late_offer) {
    exchange_ = Exchange::kTheirOffer;
    state_ = AnswerDue{};
  } else {
    exchange_ = Exchange::kIdle;
    first_exchange_done_ = true;
    acknowledge(current_, pending.cseq);
    state_ = Confirmed{};
  }
  tell(UserAgent::Answered{.session = id_,
                           .fork = static_cast<int>(current_),
                           .sdp = std::move(sdp),
                           .headers = std::move(response.headers)});
}

void Session::complete_offer(Sdp answer, Instant now) {
  if (!std::holds_alternative<AnswerDue>(state_)) return;
  current().ack_sdp = answer;
  local_sdp_ = std::move(answer);
  acknowledge(current_, invite_cseq_);
  exchange_ = Exchange::kIdle;
  first_exchange_done_ = true;
  state_ = Confirmed{};
  progress(now);
}

void Session::acknowledge(std::size_t fork, std::uint32_t cseq) {
  Fork& accepted = forks_[fork];
  const bool initial = cseq == invite_cseq_;
  Request ack = ack_in(accepted.dialog, cseq);
  if (initial) {
    accepted.acknowledged = true;
    put_sdp(ack.headers, ack.body, accepted.ack_sdp);
  }
  outputs_.push(SendAck{{accepted.dialog.peer, named_hop(accepted.dialog), fork}, std::move(ack)});
}

void Session::on_refused(Response& response) {
  const auto* calling = std::get_if<Calling>(&state_);
  if (calling == nullptr) {
    if (std::holds_alternative<Cancelled>(state_)) over();
    return;
  }
  const bool hung_up = calling->cancel_when_heard.has_value();
  if (!hung_up && response.status == 422 && retry_with_longer_timer(response)) return;
  over();
  tell(UserAgent::Refused{id_, ending_of(response), std::move(response.headers)});
}

bool Session::retry_with_longer_timer(const Response& response) {
  // [RFC4028 §7.3] "If the response to a session refresh request is a 422 (Session Interval Too
  // Small) response message, then the UAC MAY retry the request", with the Min-SE that it names.
  const auto wanted = timer_lines_of(response.headers).min_se;
  if (!wanted || *wanted <= timer_wish_.min_se || invite_cseq_ >= kMaxInvites) return false;
  timer_wish_.min_se = *wanted;
  timer_wish_.interval = std::max(timer_wish_.interval, *wanted);
  invite_.headers.set(HeaderId::kCSeq, to_string(CSeq{++invite_cseq_, "INVITE"}));
  // The early dialogs of the first try are gone, and with them what was under way in them.
  forks_.clear();
  current_ = 0;
  change_.reset();
  next_change_.reset();
  std::erase_if(pending_,
                [](const Pending& pending) { return pending.purpose != Purpose::kInvite; });
  state_ = Calling{};
  exchange_ = local_sdp_.empty() ? Exchange::kIdle : Exchange::kOurOffer;
  send_invite();
  return true;
}

void Session::hang_up_calling(Calling& calling, std::string reason, Instant now) {
  silent_ = true;
  if (calling.cancel_when_heard) return;
  // [RFC3261 §9.1] "If no provisional response has been received, the CANCEL request MUST NOT be
  // sent; rather, the client MUST wait for the arrival of a provisional response before sending the
  // request."
  if (!calling.heard) {
    calling.cancel_when_heard = std::move(reason);
    return;
  }
  cancel_invite(std::move(reason), now);
}

void Session::cancel_invite(std::string reason, Instant now) {
  outputs_.push(CancelInvite{reason});
  state_ = Cancelled{.give_up_at = now + 64 * kT1, .reason = std::move(reason)};
}

void Session::give_up_cancelled() {
  // [RFC3261 §9.1] "if there is no final response for the original request in 64*T1 seconds …, the
  // client SHOULD then consider the original transaction cancelled and SHOULD destroy the client
  // transaction handling the original request."
  for (const Pending& pending : pending_) {
    if (pending.purpose == Purpose::kInvite) outputs_.push(AbandonInvite{pending.token});
  }
  std::erase_if(pending_, [](const Pending& p) { return p.purpose == Purpose::kInvite; });
  over();
}

void Session::start_timer_of_uac(const HeaderFields& headers, Instant now) {
  const TimerLines lines = timer_lines_of(headers);
  // [RFC4028 §7.2] "If the 2xx response did not contain a Session-Expires header field, there is
  // no session expiration."
  if (!lines.interval) return timer_.stop();
  const bool peer = lines.refresher == "uas";
  timer_.start(*lines.interval,
               peer ? SessionTimer::Refresher::kPeer : SessionTimer::Refresher::kUs, now);
}

}  // namespace sidetone::sip
