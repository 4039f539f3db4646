#include "sip/message/text.h"
#include "sip/session/body.h"
#include "sip/session/header_copy.h"
#include "sip/session/reason.h"
#include "sip/session/screening.h"
#include "sip/session/session.h"
#include "sip/transaction/header_values.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kTagCharacters = 16;
constexpr std::size_t kMaxWaitingProvisionals = 8;
// [RFC3261 §13.3.1.1] "To prevent cancellation, the UAS MUST send a non-100 provisional response at
// every minute, to handle the possibility of lost provisional responses."
constexpr Duration kReminder = 60s;

struct RAck {
  std::uint32_t rseq = 0;
  std::uint32_t cseq = 0;
  std::string_view method;
};

/// `776656 1 INVITE` [RFC3262 §7.2].
std::optional<RAck> parse_rack(std::string_view text) {
  const std::size_t first = text.find_first_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  const std::string_view rest = trim(text.substr(first));
  const std::size_t second = rest.find_first_of(" \t");
  if (second == std::string_view::npos) return std::nullopt;
  const auto rseq = parse_number(text.substr(0, first));
  const auto cseq = parse_number(rest.substr(0, second));
  if (!rseq || !cseq) return std::nullopt;
  return RAck{*rseq, *cseq, trim(rest.substr(second))};
}

}  // namespace

Session::Session(Context context, ServerTransactionId invite, const Request& request,
                 const Peer& source)
    : id_(context.id),
      settings_(context.settings),
      random_(context.random),
      local_tag_(random_.token(kTagCharacters)),
      state_(Invited{.invite = invite, .remind_at = kNever}),
      timer_wish_(settings_.timer),
      target_(source),
      skeleton_(make_response(request, 200, local_tag_)),
      invite_transaction_(invite) {
  DialogState dialog = dialog_of_uas(request, local_tag_, source);
  invite_cseq_ = dialog.remote_cseq;
  // Our Contact shows what they dialled: they would call back there.
  if (const auto uri = parse_uri(request.uri)) dialog.contact_user = uri->user;
  forks_.push_back({.dialog = std::move(dialog),
                    .last_rseq = 0,
                    .answer = {},
                    .acknowledged = false,
                    .ack_sdp = {}});
  note_peer(request.headers);
  requires_reliable_ = request.headers.has_token(HeaderId::kRequire, "100rel");
  remote_sdp_ = sdp_of(request.headers, request.body).value_or("");
  if (!remote_sdp_.empty()) exchange_ = Exchange::kTheirOffer;
  if (const auto answer = answer_timer(timer_lines_of(request.headers), timer_wish_)) {
    timer_answer_ = *answer;
  }
}

Response Session::reply(int status) const {
  Response response = skeleton_;
  response.status = status;
  response.reason = reason_phrase(status);
  if (status >= 300) return response;
  // [RFC3261 §12.1.1] "the UAS MUST copy all Record-Route header field values from the request into
  // the response …, and MUST maintain the order of those values"; "the UAS MUST add a Contact".
  for (const std::string& route : current().dialog.route_set) {
    response.headers.add(HeaderId::kRecordRoute, route);
  }
  response.headers.add(HeaderId::kContact, our_contact(current().dialog));
  add_capabilities(response.headers, kSupportedExtensions);
  return response;
}

void Session::ring(UserAgent::Ring ring, Instant now) {
  auto* invited = std::get_if<Invited>(&state_);
  if (invited == nullptr || deferred_answer_) return;
  if (!requires_reliable_) {
    send_provisional(ring, false, now);
    invited->remind_at = now + kReminder;
    return;
  }
  // [RFC3262 §3] "A UAS MUST send any non-100 provisional response reliably if the initial request
  // contained a Require header field with the option tag 100rel", and the first reliable one to a
  // late offer must carry the offer [RFC3261 §13.2.1]: without it the caller hears nothing.
  const bool lacks_offer =
      exchange_ == Exchange::kIdle && !first_exchange_done_ && ring.sdp.empty();
  if (lacks_offer || waiting_provisionals_.size() >= kMaxWaitingProvisionals) return;
  waiting_provisionals_.push_back(std::move(ring));
  progress(now);
}

void Session::send_next_reliable(Instant now) {
  // [RFC3262 §3] "The UAS MUST NOT send a second reliable provisional response until the first is
  // acknowledged."
  if (waiting_provisionals_.empty() || (provisional_ && !provisional_->acknowledged)) return;
  UserAgent::Ring ring = std::move(waiting_provisionals_.front());
  waiting_provisionals_.pop_front();
  send_provisional(ring, true, now);
}

void Session::send_provisional(UserAgent::Ring& ring, bool reliably, Instant now) {
  Response response = reply(ring.status);
  append(response.headers, ring.extra);
  if (!ring.sdp.empty()) local_sdp_ = ring.sdp;
  if (reliably) {
    // [RFC3262 §3] "The value of the header field in the first reliable provisional response MUST
    // be between 1 and 2**31 - 1", and one higher in each further one.
    next_rseq_ = next_rseq_ == 0 ? 1 + random_.below(0x7FFF'FFFE) : next_rseq_ + 1;
    response.headers.add(HeaderId::kRequire, "100rel");
    response.headers.add(HeaderId::kRSeq, std::to_string(next_rseq_));
    provisional_ = Provisional{.rseq = next_rseq_,
                               .with_sdp = !ring.sdp.empty(),
                               .acknowledged = false,
                               .backoff = Backoff(64 * kT1, now)};
    if (!ring.sdp.empty() && exchange_ == Exchange::kIdle) exchange_ = Exchange::kOurOffer;
  }
  put_sdp(response.headers, response.body, std::move(ring.sdp));
  respond(invite_transaction_, std::move(response));
}

void Session::on_prack(Asked& asked) {
  const auto rack = parse_rack(asked.request.headers.find(HeaderId::kRAck).value_or(""));
  const bool ours = rack && provisional_ && !provisional_->acknowledged &&
                    rack->rseq == provisional_->rseq && rack->cseq == invite_cseq_ &&
                    rack->method == "INVITE";
  // [RFC3262 §3] "If a PRACK request is received by the UA core that does not match any
  // unacknowledged reliable provisional response, the UAS MUST respond to the PRACK with a 481
  // response."
  if (!ours) return reply_to(asked, 481);
  provisional_->acknowledged = true;
  provisional_->backoff.reset();
  on_pracked(asked, sdp_of(asked.request.headers, asked.request.body).value_or(""));
}

void Session::on_pracked(Asked& asked, Sdp sdp) {
  const bool was_answer = provisional_->with_sdp && exchange_ == Exchange::kTheirOffer;
  if (was_answer) {
    exchange_ = Exchange::kIdle;
    first_exchange_done_ = true;
  }
  if (sdp.empty()) return reply_to(asked, 200);
  if (exchange_ == Exchange::kOurOffer) {
    exchange_ = Exchange::kIdle;
    first_exchange_done_ = true;
    remote_sdp_ = sdp;
    reply_to(asked, 200);
    return tell(UserAgent::OfferResult{id_, 200, std::move(sdp)});
  }
  // [RFC3262 §5] "If the UAC receives a reliable provisional response with an answer …, it MAY
  // generate an additional offer in the PRACK."
  if (exchange_ == Exchange::kIdle && !their_offer_) {
    return hold_offer(asked, std::move(sdp), std::nullopt);
  }
  reply_to(asked, 200);
}

void Session::answer(UserAgent::Answer answer, Instant now) {
  if (!std::holds_alternative<Invited>(state_) || deferred_answer_) return;
  // [RFC3262 §3] "the UAS MAY send a final response to the initial request before having received
  // PRACKs for all unacknowledged reliable provisional responses, unless the final response is 2xx
  // and any of the unacknowledged reliable provisional responses contained a session description."
  waiting_provisionals_.clear();
  deferred_answer_ = std::move(answer);
  progress(now);
}

void Session::send_answer(UserAgent::Answer answer, Instant now) {
  Response response = reply(200);
  const bool late_offer = remote_sdp_.empty() && !first_exchange_done_;
  // A description that a PRACK acknowledged stands; the 2xx has nothing to add to it.
  if (first_exchange_done_) answer.sdp.clear();
  if (!answer.sdp.empty()) local_sdp_ = answer.sdp;
  put_timer_answer(response.headers, timer_answer_);
  append(response.headers, answer.extra);
  put_sdp(response.headers, response.body, std::move(answer.sdp));
  respond(invite_transaction_, std::move(response));
  if (provisional_) provisional_->backoff.reset();
  exchange_ = late_offer ? Exchange::kOurOffer : Exchange::kIdle;
  first_exchange_done_ = !late_offer;
  unacknowledged_ = Unacknowledged{.invite = invite_transaction_,
                                   .cseq = invite_cseq_,
                                   .awaits_sdp = late_offer,
                                   .backoff = Backoff(kT2, now)};
  start_timer_of_uas(timer_answer_, now);
  state_ = Answered{};
}

void Session::handle_ack(const Request& ack, Instant now) {
  const auto cseq = parse_cseq(ack.headers.find(HeaderId::kCSeq).value_or(""));
  if (!unacknowledged_ || !cseq || cseq->number != unacknowledged_->cseq) return;
  const bool awaits_sdp = unacknowledged_->awaits_sdp;
  unacknowledged_.reset();
  Sdp sdp = sdp_of(ack.headers, ack.body).value_or("");
  if (awaits_sdp) {
    exchange_ = Exchange::kIdle;
    first_exchange_done_ = true;
    remote_sdp_ = sdp;
  }
  if (auto* answered = std::get_if<Answered>(&state_)) {
    if (answered->hang_up_when_acknowledged) {
      send_bye(current_, *answered->hang_up_when_acknowledged);
      return over();
    }
    state_ = Confirmed{};
    tell(UserAgent::Acknowledged{id_, std::move(sdp)});
  } else if (awaits_sdp) {
    tell(UserAgent::Acknowledged{id_, std::move(sdp)});
  }
  progress(now);
}

void Session::handle_invited_time(Instant now) {
  if (auto* invited = std::get_if<Invited>(&state_); invited && now >= invited->remind_at) {
    outputs_.push(RepeatResponse{invite_transaction_});
    invited->remind_at = now + kReminder;
  }
  if (provisional_ && provisional_->backoff) {
    const Backoff::Due due = provisional_->backoff->handle_time(now);
    if (due == Backoff::Due::kRepeat) outputs_.push(RepeatResponse{invite_transaction_});
    if (due == Backoff::Due::kGiveUp) return on_never_pracked();
  }
  if (unacknowledged_) {
    const Backoff::Due due = unacknowledged_->backoff.handle_time(now);
    if (due == Backoff::Due::kRepeat) outputs_.push(RepeatResponse{unacknowledged_->invite});
    if (due == Backoff::Due::kGiveUp) on_never_acknowledged();
  }
}

void Session::on_never_pracked() {
  // [RFC3262 §3] "If a reliable provisional response is retransmitted for 64*T1 seconds without
  // reception of a corresponding PRACK, the UAS SHOULD reject the original request with a 5xx
  // response."
  end_invitation(504, {});
  tell(UserAgent::Ended{id_, ending_of(504)});
}

void Session::on_never_acknowledged() {
  // [RFC3261 §13.3.1.4] "If the server retransmits the 2xx response for 64*T1 seconds without
  // receiving an ACK, the dialog is confirmed, but the session SHOULD be terminated. This is
  // accomplished with a BYE".
  const auto* answered = std::get_if<Answered>(&state_);
  const bool hung_up = answered != nullptr && answered->hang_up_when_acknowledged;
  const std::string reason = hung_up ? *answered->hang_up_when_acknowledged : std::string();
  end_with_bye(408, reason);
}

void Session::handle_cancel(ServerTransactionId invite, const Request& cancel, Instant now) {
  if (std::holds_alternative<Invited>(state_) && invite == invite_transaction_) {
    end_invitation(487, {});
    return tell(UserAgent::Cancelled{id_, ending_of(cancel)});
  }
  if (their_offer_ && their_offer_->asked.transaction == invite) {
    drop_their_offer();
    progress(now);
  }
  // [RFC3261 §9.2] a final response is out already: "If it has, the CANCEL request has no effect on
  // the processing of the original request, no effect on any session state".
}

void Session::refuse(const UserAgent::Refuse& refuse) {
  if (!std::holds_alternative<Invited>(state_)) return;
  silent_ = true;
  end_invitation(refuse.status, refuse.extra);
}

void Session::end_invitation(int status, const HeaderFields& extra) {
  drop_their_offer();
  Response response = reply(status);
  append(response.headers, extra);
  respond(invite_transaction_, std::move(response));
  over();
}

}  // namespace sidetone::sip
