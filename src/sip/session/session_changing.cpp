#include "sip/message/text.h"
#include "sip/session/body.h"
#include "sip/session/reason.h"
#include "sip/session/screening.h"
#include "sip/session/session.h"
#include "sip/transaction/header_values.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

constexpr int kMaxTries = 8;
constexpr std::uint32_t kMaxRetryAfterSeconds = 10;
constexpr Duration kRefreshRetry = 10s;

/// [RFC3261 §14.1] after a 491: "If the UAC is the owner of the Call-ID of the dialog ID …, T has a
/// randomly chosen value between 2.1 and 4 seconds in units of 10 ms. If the UAC is not the owner
/// of the Call-ID …, T has a randomly chosen value of between 0 and 2 seconds in units of 10 ms."
Duration glare_wait(bool owns_call_id, Random& random) {
  constexpr Duration kUnit = 10ms;
  if (owns_call_id) return 2100ms + kUnit * random.below(191);
  return kUnit * random.below(201);
}

}  // namespace

// ---- theirs ----------------------------------------------------------------------------------

void Session::on_reinvite(Asked& asked) {
  // [RFC3261 §14.2] "A UAS that receives a second INVITE before it sends the final response to a
  // first INVITE with a lower CSeq sequence number on the same dialog MUST return a 500 … with a
  // randomly chosen value of between 0 and 10 seconds" in Retry-After.
  if (std::holds_alternative<Invited>(state_) || their_offer_) {
    return refuse_for_a_moment(asked);
  }
  // [RFC3261 §14.2] "A UAS that receives an INVITE on a dialog while an INVITE it had sent on that
  // dialog is in progress MUST return a 491". The same while our 2xx waits for its ACK: whose offer
  // it belongs to could not be told.
  const bool quiet = std::holds_alternative<Confirmed>(state_) && exchange_ == Exchange::kIdle &&
                     !unacknowledged_ && !(change_ && change_->sent);
  if (!quiet) return reply_to(asked, 491);
  const auto timer = agree_timer(asked);
  if (!timer) return;
  hold_offer(asked, sdp_of(asked.request.headers, asked.request.body).value_or(""), timer);
}

void Session::on_update(Asked& asked, Instant now) {
  Sdp sdp = sdp_of(asked.request.headers, asked.request.body).value_or("");
  if (sdp.empty()) return on_bare_update(asked, now);
  // The owner hung up, and only waits for the ACK: nobody is left to answer an offer.
  if (silent_) return reply_to(asked, 481);
  // [RFC3311 §5.2] "if an UPDATE is received that contains an offer, and the UAS has received an
  // offer (in an UPDATE, PRACK, or INVITE) to which it has not yet generated an answer, the UAS
  // MUST reject the UPDATE with a 500 response, and MUST include a Retry-After header field"; when
  // the open offer is its own, "the UAS MUST reject the UPDATE with a 491 response".
  if (their_offer_ || exchange_ == Exchange::kTheirOffer) {
    return refuse_for_a_moment(asked);
  }
  if (exchange_ == Exchange::kOurOffer) return reply_to(asked, 491);
  const auto timer = agree_timer(asked);
  if (!timer) return;
  hold_offer(asked, std::move(sdp), timer);
}

void Session::on_bare_update(const Asked& asked, Instant now) {
  const auto timer = agree_timer(asked);
  if (!timer) return;
  follow_target(asked);
  Response response = make_response(asked.request, 200, local_tag_);
  response.headers.add(HeaderId::kContact, our_contact(current().dialog));
  add_capabilities(response.headers, kSupportedExtensions);
  if (timer_.refresher() != SessionTimer::Refresher::kNobody) {
    put_timer_answer(response.headers, *timer);
    start_timer_of_uas(*timer, now);
  }
  respond(asked.transaction, std::move(response));
}

/// Nothing when 422 was the answer.
std::optional<TimerAnswer> Session::agree_timer(const Asked& asked) {
  const auto timer = answer_timer(timer_lines_of(asked.request.headers), timer_wish_);
  if (timer) return *timer;
  Response response = make_response(asked.request, 422, local_tag_);
  response.headers.add(HeaderId::kMinSe, std::to_string(timer.error().count()));
  respond(asked.transaction, std::move(response));
  return std::nullopt;
}

/// [RFC3261 §14.1] "If a UA receives a non-2xx final response to a re-INVITE, the session
/// parameters MUST remain unchanged, as if no re-INVITE had been issued": only with a 2xx the
/// dialog goes to where they say that they are.
void Session::follow_target(const Asked& asked) {
  const HeaderFields& headers = asked.request.headers;
  const auto fork = fork_of(tag_of(headers.find(HeaderId::kFrom).value_or("")));
  if (!fork) return;
  refresh_target(forks_[*fork].dialog, headers);
  move_to(forks_[*fork].dialog, asked.source);
}

void Session::hold_offer(Asked& asked, Sdp sdp, const std::optional<TimerAnswer>& timer) {
  asked.request.body.clear();
  their_offer_ = TheirOffer{.asked = std::move(asked), .sdp = sdp, .timer = timer};
  if (!sdp.empty()) exchange_ = Exchange::kTheirOffer;
  const auto& [transaction, request, source] = their_offer_->asked;
  // The owner may have to ask another leg first; copies of the INVITE are stopped meanwhile.
  if (request.method == "INVITE") respond(transaction, make_response(request, 100, {}));
  tell(UserAgent::Offer{
      .session = id_, .offer = std::move(sdp), .headers = request.headers, .source = source});
}

void Session::accept_offer(Sdp answer, Instant now) {
  if (!their_offer_) return;
  TheirOffer accepted = std::move(*their_offer_);
  const Request& request = accepted.asked.request;
  their_offer_.reset();
  Response response = make_response(request, 200, local_tag_);
  if (request.method != "PRACK") {
    follow_target(accepted.asked);
    response.headers.add(HeaderId::kContact, our_contact(current().dialog));
    add_capabilities(response.headers, kSupportedExtensions);
  }
  if (accepted.timer) {
    put_timer_answer(response.headers, *accepted.timer);
    start_timer_of_uas(*accepted.timer, now);
  }
  local_sdp_ = answer;
  put_sdp(response.headers, response.body, std::move(answer));
  respond(accepted.asked.transaction, std::move(response));
  const bool without_sdp = accepted.sdp.empty();
  exchange_ = without_sdp ? Exchange::kOurOffer : Exchange::kIdle;
  if (!without_sdp) remote_sdp_ = std::move(accepted.sdp);
  if (request.method == "INVITE") {
    const auto cseq = parse_cseq(request.headers.find(HeaderId::kCSeq).value_or(""));
    unacknowledged_ = Unacknowledged{.invite = accepted.asked.transaction,
                                     .cseq = cseq ? cseq->number : 0,
                                     .awaits_sdp = without_sdp,
                                     .backoff = Backoff(kT2, now)};
  }
  progress(now);
}

void Session::refuse_offer(int status, Instant now) {
  if (!their_offer_) return;
  // [RFC3261 §14.2] "If the new session description is not acceptable, the UAS can reject it by
  // returning a 488 (Not Acceptable Here) response for the re-INVITE." The session goes on as it
  // was.
  reply_to(their_offer_->asked, status);
  their_offer_.reset();
  exchange_ = Exchange::kIdle;
  progress(now);
}

void Session::refuse_for_a_moment(const Asked& asked) {
  Response response = make_response(asked.request, 500, local_tag_);
  response.headers.add(HeaderId::kRetryAfter,
                       std::to_string(random_.below(kMaxRetryAfterSeconds + 1)));
  respond(asked.transaction, std::move(response));
}

// ---- ours ------------------------------------------------------------------------------------

void Session::change(Sdp offer, Instant now) {
  if (std::holds_alternative<Over>(state_) || silent_) return;
  if (change_ && (change_->sent || change_->refresh)) {
    next_change_ = std::move(offer);
  } else {
    change_ = Change{.offer = std::move(offer),
                     .refresh = false,
                     .sent = false,
                     .tries = 0,
                     .not_before = change_ ? change_->not_before : now};
  }
  progress(now);
}

bool Session::may_reinvite() const {
  // [RFC3261 §14.1] "a UAC MUST NOT initiate a new INVITE transaction within a dialog while another
  // INVITE transaction is in progress in either direction."
  return std::holds_alternative<Confirmed>(state_) && !unacknowledged_ && !their_offer_ &&
         exchange_ == Exchange::kIdle;
}

bool Session::may_update() const {
  const auto* calling = std::get_if<Calling>(&state_);
  const bool early = (calling != nullptr && forks_.size() == 1 && !calling->cancel_when_heard) ||
                     (std::holds_alternative<Invited>(state_) && !deferred_answer_);
  return allows_update_ && !their_offer_ && exchange_ == Exchange::kIdle &&
         (std::holds_alternative<Confirmed>(state_) || (early && first_exchange_done_));
}

bool Session::may_change() const {
  return std::holds_alternative<Confirmed>(state_) ? may_reinvite() : may_update();
}

void Session::send_change() {
  change_->sent = true;
  ++change_->tries;
  const bool bare = change_->offer.empty();
  const bool update = bare || !std::holds_alternative<Confirmed>(state_);
  Request request = request_in(current().dialog, update ? "UPDATE" : "INVITE");
  request.headers.add(HeaderId::kContact, our_contact(current().dialog));
  // [RFC3262 §3] "100rel" is not offered: nobody here would acknowledge a provisional response.
  add_capabilities(request.headers, "timer");
  if (timer_.refresher() != SessionTimer::Refresher::kNobody) {
    TimerWish wish = timer_wish_;
    wish.interval = std::max(timer_.interval(), wish.min_se);
    put_timer_request(request.headers, wish, timer_.refresher());
  }
  put_sdp(request.headers, request.body, change_->offer);
  if (!bare) exchange_ = Exchange::kOurOffer;
  send(update ? Purpose::kUpdate : Purpose::kReinvite, current_, std::move(request));
}

void Session::on_change_response(const Pending& pending, Response& response, Instant now) {
  if (response.provisional()) return;
  if (response.success()) return on_change_accepted(pending, response, now);
  if (std::holds_alternative<Over>(state_)) return;
  // [RFC3261 §12.2.1.2] "If the response for a request within a dialog is a 481 … or a 408 …, the
  // UAC SHOULD terminate the dialog."
  if (response.status == 408 || response.status == 481) return end_with_bye(response.status, {});
  if (change_ && change_->sent) on_change_refused(response, now);
}

void Session::on_change_accepted(const Pending& pending, Response& response, Instant now) {
  // [RFC3261 §13.2.2.4] each copy of the 2xx is acknowledged, whatever became of the session.
  if (pending.purpose == Purpose::kReinvite) acknowledge(pending.fork, pending.cseq);
  if (pending.answered || std::holds_alternative<Over>(state_)) return;
  note_peer(response.headers);
  refresh_target(forks_[pending.fork].dialog, response.headers);
  if (timer_.refresher() != SessionTimer::Refresher::kNobody) {
    start_timer_of_uac(response.headers, now);
  }
  refresh_due_ = false;
  if (!change_ || !change_->sent) return;
  if (!change_->offer.empty()) {
    exchange_ = Exchange::kIdle;
    local_sdp_ = change_->offer;
  }
  report_change(200, sdp_of(response.headers, response.body).value_or(""));
}

void Session::on_change_refused(const Response& response, Instant now) {
  if (!change_->offer.empty()) exchange_ = Exchange::kIdle;
  if (change_->tries < kMaxTries && retry_change(response, now)) return;
  if (change_->refresh) timer_.refresh_again(now + kRefreshRetry);
  report_change(response.status, {});
}

bool Session::retry_change(const Response& response, Instant now) {
  change_->sent = false;
  const auto wait =
      parse_number(bare_value_of(response.headers.find(HeaderId::kRetryAfter).value_or("")));
  switch (response.status) {
    case 491:
      change_->not_before = now + glare_wait(current().dialog.owns_call_id, random_);
      return true;
    case 500:
      // Their hands are full with a request of ours or of their own: [RFC3261 §14.2, RFC3311 §5.2].
      if (!wait || *wait > kMaxRetryAfterSeconds) return false;
      change_->not_before = now + std::chrono::seconds(*wait);
      return true;
    case 422: {
      const auto min_se = timer_lines_of(response.headers).min_se;
      if (!min_se || *min_se <= timer_wish_.min_se) return false;
      timer_wish_.min_se = *min_se;
      return true;
    }
    case 405:
    case 501:
      if (!change_->offer.empty() || local_sdp_.empty()) return false;
      allows_update_ = false;  // A refresh then goes by re-INVITE.
      change_->offer = local_sdp_;
      return true;
    default:
      return false;
  }
}

void Session::report_change(int status, Sdp answer) {
  const bool refresh = change_->refresh;
  change_.reset();
  if (next_change_) {
    change_ = Change{.offer = std::move(*next_change_),
                     .refresh = false,
                     .sent = false,
                     .tries = 0,
                     .not_before = Instant()};
    next_change_.reset();
  }
  const bool news = !refresh || (status == 200 && !answer.empty() && answer != remote_sdp_);
  if (status == 200 && !answer.empty()) remote_sdp_ = answer;
  if (news) tell(UserAgent::OfferResult{id_, status, std::move(answer)});
}

// ---- session timer ---------------------------------------------------------------------------

void Session::start_timer_of_uas(const TimerAnswer& answer, Instant now) {
  timer_.start(
      answer.interval,
      answer.peer_refreshes ? SessionTimer::Refresher::kPeer : SessionTimer::Refresher::kUs, now);
}

void Session::handle_session_timer(Instant now) {
  switch (timer_.handle_time(now)) {
    case SessionTimer::Due::kNothing:
      break;
    case SessionTimer::Due::kRefresh:
      refresh_due_ = true;
      break;
    case SessionTimer::Due::kExpired:
      end_with_bye(408, "SIP;cause=408;text=\"Session expired\"");
      break;
  }
}

}  // namespace sidetone::sip
