#include "call/call.h"

#include <algorithm>

namespace sidetone::call {
namespace {

// Q.850 causes that say in numbers what happened, for the caller's phone and the CDR.
constexpr int kCauseUserBusy = 17;
constexpr int kCauseNoAnswer = 19;
constexpr int kCauseSubscriberAbsent = 20;
constexpr int kCauseRejected = 21;

constexpr int kDecline = 603;

bool ends_all_branches(int status) {
  return status >= 600;
}

CallResult result_of(int status) {
  switch (status) {
    case 486:
    case 600:
      return CallResult::kBusy;
    case 603:
    case 607:
      return CallResult::kDeclined;
    case 408:
      return CallResult::kNoAnswer;
    default:
      return CallResult::kFailed;
  }
}

int cause_of(int status) {
  switch (status) {
    case 486:
    case 600:
      return kCauseUserBusy;
    case 603:
    case 607:
      return kCauseRejected;
    default:
      return 0;
  }
}

}  // namespace

Call::Call(std::size_t phones, Duration patience, Instant now)
    : state_(Ringing{.give_up_at = now + patience}) {
  for (LegIndex leg = 1; leg <= phones; ++leg) ringing_.push_back(leg);
}

Call Call::answered_by_server() {
  return Call();
}

CallCommands Call::start() {
  if (std::holds_alternative<TalkingToServer>(state_)) return {AcceptCaller{kCaller}};
  if (ringing_.empty()) return refuse(480, kCauseSubscriberAbsent, CallResult::kFailed);
  CallCommands commands;
  for (LegIndex leg : ringing_) commands.push_back(Dial{leg});
  return commands;
}

CallCommands Call::on_progress(LegIndex leg, bool has_media) {
  auto* ringing = std::get_if<Ringing>(&state_);
  if (ringing == nullptr) return {};
  rang_ = true;
  if (has_media && !ringing->early_leg) {
    ringing->early_leg = leg;
    ringing->told_ringing = true;
    return {RelayEarlyMedia{leg}};
  }
  if (ringing->told_ringing) return {};
  ringing->told_ringing = true;
  return {RingCaller{}};
}

CallCommands Call::on_answered(LegIndex leg) {
  // Two phones can answer in the same instant (R2), and an answer can cross the caller's CANCEL
  // (R1): the second finds nobody waiting for it and is let go.
  if (!std::holds_alternative<Ringing>(state_) || std::erase(ringing_, leg) == 0) {
    const bool over = std::holds_alternative<Over>(state_);
    return {Release{leg, over ? ReleaseReason::kCallerGone : ReleaseReason::kAnsweredElsewhere}};
  }
  CallCommands commands{AcceptCaller{leg}};
  release_ringing(ReleaseReason::kAnsweredElsewhere, commands);
  state_ = Talking{.callee = leg};
  return commands;
}

CallCommands Call::on_refused(LegIndex leg, const sip::Ending& ending) {
  if (!std::holds_alternative<Ringing>(state_) || std::erase(ringing_, leg) == 0) return {};
  // "Decline" on a device comes as 486 with the reason 603: it stops that device alone, and if no
  // other takes the call, the caller reads that it was declined (S24). So does Do Not Disturb on a
  // device (S100). A 6xx speaks for all of them [RFC3261 §16.7 step 5].
  const bool declined = ending.reason_sip_cause == kDecline;
  refusals_.push_back(declined ? kDecline : ending.status);
  if (!ringing_.empty() && !ends_all_branches(ending.status)) {
    auto& ringing = std::get<Ringing>(state_);
    if (ringing.early_leg != leg) return {};
    ringing.early_leg.reset();
    return {PlayRingback{}};
  }
  CallCommands commands;
  release_ringing(ReleaseReason::kDeclinedElsewhere, commands);
  const int status = best_refusal(refusals_);
  for (CallCommand& command : refuse(status, cause_of(status), result_of(status))) {
    commands.push_back(command);
  }
  return commands;
}

CallCommands Call::on_caller_cancelled() {
  if (std::holds_alternative<Over>(state_)) return {};
  CallCommands commands;
  // Our answer was still waiting for the caller's PRACK: it never left, so nobody has talked.
  if (const auto* talking = std::get_if<Talking>(&state_)) {
    commands.push_back(Release{talking->callee, ReleaseReason::kCallerGone});
  }
  release_ringing(ReleaseReason::kCallerGone, commands);
  state_ = Over{};
  commands.push_back(Finish{.result = rang_ ? CallResult::kMissed : CallResult::kCancelled,
                            .sip_status = 487,
                            .caller_hung_up = true});
  return commands;
}

CallCommands Call::on_ended(LegIndex leg) {
  if (const auto* talking = std::get_if<Talking>(&state_)) {
    const LegIndex callee = talking->callee;
    if (leg == kCaller) return end_talking(kCaller, callee);
    if (leg == callee) return end_talking(callee, kCaller);
    return {};
  }
  if (std::holds_alternative<TalkingToServer>(state_)) {
    state_ = Over{};
    return {Finish{.result = CallResult::kAnswered,
                   .sip_status = 200,
                   .q850_cause = 16,
                   .caller_hung_up = true}};
  }
  if (leg == kCaller) return on_caller_cancelled();
  return on_refused(leg, sip::Ending{.status = 480});
}

CallCommands Call::on_media_lost(LegIndex leg) {
  const bool rings = std::holds_alternative<Ringing>(state_);
  if (rings || std::holds_alternative<Over>(state_)) return {};
  CallCommands commands{Release{leg, ReleaseReason::kMediaLost}};
  for (CallCommand& command : on_ended(leg)) commands.push_back(command);
  return commands;
}

CallCommands Call::hang_up() {
  CallCommands commands;
  if (const auto* talking = std::get_if<Talking>(&state_)) {
    commands = {Release{kCaller, ReleaseReason::kHangUp},
                Release{talking->callee, ReleaseReason::kHangUp},
                Finish{.result = CallResult::kAnswered, .q850_cause = 16}};
    state_ = Over{};
  } else if (std::holds_alternative<TalkingToServer>(state_)) {
    commands = {Release{kCaller, ReleaseReason::kHangUp},
                Finish{.result = CallResult::kAnswered, .q850_cause = 16}};
    state_ = Over{};
  } else if (std::holds_alternative<Ringing>(state_)) {
    release_ringing(ReleaseReason::kCallerGone, commands);
    for (CallCommand& command : refuse(480, 0, CallResult::kCancelled)) {
      commands.push_back(command);
    }
  }
  return commands;
}

CallCommands Call::on_time(Instant now) {
  const auto* ringing = std::get_if<Ringing>(&state_);
  if (ringing == nullptr || now < ringing->give_up_at) return {};
  CallCommands commands;
  release_ringing(ReleaseReason::kNoAnswer, commands);
  for (CallCommand& command : refuse(480, kCauseNoAnswer, CallResult::kNoAnswer)) {
    commands.push_back(command);
  }
  return commands;
}

Instant Call::deadline() const {
  const auto* ringing = std::get_if<Ringing>(&state_);
  return ringing == nullptr ? kNever : ringing->give_up_at;
}

void Call::release_ringing(ReleaseReason reason, CallCommands& commands) {
  for (LegIndex leg : ringing_) commands.push_back(Release{leg, reason});
  ringing_.clear();
}

CallCommands Call::refuse(int status, int q850_cause, CallResult result) {
  state_ = Over{};
  return {RefuseCaller{status, q850_cause},
          Finish{.result = result, .sip_status = status, .q850_cause = q850_cause}};
}

CallCommands Call::end_talking(LegIndex gone, LegIndex other) {
  state_ = Over{};
  return {Release{other, ReleaseReason::kHangUp}, Finish{.result = CallResult::kAnswered,
                                                         .sip_status = 200,
                                                         .q850_cause = 16,
                                                         .caller_hung_up = gone == kCaller}};
}

int best_refusal(const std::vector<int>& statuses) {
  const auto said = [&](auto... wanted) {
    for (int status : {wanted...}) {
      if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) return status;
    }
    return 0;
  };
  const auto global =
      std::find_if(statuses.begin(), statuses.end(), [](int s) { return s >= 600; });
  if (global != statuses.end()) return *global;
  if (const int status = said(486, 480, 408, 488, 606, 415)) return status == 408 ? 480 : status;
  // A phone that is gone, confused or redirects leaves the caller with nobody to talk to.
  return 480;
}

}  // namespace sidetone::call
