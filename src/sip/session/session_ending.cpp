#include "sip/session/reason.h"
#include "sip/session/session.h"

namespace sidetone::sip {

void Session::hang_up(std::string reason, Instant now) {
  if (auto* calling = std::get_if<Calling>(&state_)) {
    return hang_up_calling(*calling, std::move(reason), now);
  }
  silent_ = true;
  if (std::holds_alternative<Invited>(state_)) {
    HeaderFields extra;
    if (!reason.empty()) extra.add(HeaderId::kReason, reason);
    end_invitation(status_of_reason(reason), extra);
  } else if (auto* answered = std::get_if<Answered>(&state_)) {
    // [RFC3261 §15] "the callee's UA MUST NOT send a BYE on a confirmed dialog until it has
    // received an ACK for its 2xx response or until the server transaction times out."
    answered->hang_up_when_acknowledged = std::move(reason);
  } else if (std::holds_alternative<AnswerDue>(state_)) {
    acknowledge(current_, invite_cseq_);
    send_bye(current_, reason);
    over();
  } else if (std::holds_alternative<Confirmed>(state_)) {
    drop_their_offer();
    send_bye(current_, reason);
    over();
  }
}

void Session::on_bye(const Asked& asked) {
  // [RFC3261 §15] only the caller may end an early dialog so: a callee whose 2xx we never saw may
  // not send one before our ACK.
  if (std::holds_alternative<Calling>(state_) || std::holds_alternative<Cancelled>(state_)) {
    return reply_to(asked, 481);
  }
  reply_to(asked, 200);
  if (std::holds_alternative<Invited>(state_)) {
    end_invitation(487, {});
    return tell(UserAgent::Cancelled{id_, ending_of(asked.request)});
  }
  end(ending_of(asked.request));
}

void Session::send_bye(std::size_t fork, std::string_view reason) {
  Request bye = request_in(forks_[fork].dialog, "BYE");
  if (!reason.empty()) bye.headers.add(HeaderId::kReason, std::string(reason));
  send(Purpose::kBye, fork, std::move(bye));
}

void Session::end(Ending ending) {
  drop_their_offer();
  over();
  tell(UserAgent::Ended{id_, std::move(ending)});
}

void Session::end_with_bye(int status, std::string_view reason) {
  if (std::holds_alternative<Over>(state_)) return;
  send_bye(current_, reason);
  end(ending_of(status));
}

void Session::drop_their_offer() {
  if (!their_offer_) return;
  // [RFC3261 §15.1.2] "The UAS MUST still respond to any pending requests received for that dialog.
  // It is RECOMMENDED that a 487 (Request Terminated) response be generated to those pending
  // requests."
  reply_to(their_offer_->asked, 487);
  their_offer_.reset();
  exchange_ = Exchange::kIdle;
}

}  // namespace sidetone::sip
