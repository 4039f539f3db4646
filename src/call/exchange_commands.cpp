// The half of Exchange that carries out what a call's machine decided.
#include "base/pii.h"
#include "call/exchange.h"
#include "call/outcome.h"

#include <algorithm>
#include <fmt/format.h>

namespace sidetone::call {
namespace {

using sip::HeaderId;

/// How long the CDR waits for the workers' last statistics of its legs.
constexpr Duration kStatisticsWait = std::chrono::milliseconds(50);
constexpr std::string_view kCallHeader = "X-Sidetone-Call";

/// A number as a log may show it, inside of quotes.
std::string hidden(const std::string& number) {
  std::string text = redacted(Pii<std::string>(number));
  std::ranges::replace(text, '"', '\'');
  return text;
}

sip::NameAddr address_of(std::string_view name, const std::string& number,
                         const std::string& domain) {
  return {.display_name = std::string(name), .uri = sip::Uri{.user = number, .host = domain}};
}

}  // namespace

void Exchange::run(LiveCall& call, const CallCommands& commands, Instant now) {
  const std::uint64_t key = call.key;
  for (const CallCommand& command : commands) {
    std::visit([&](const auto& what) { carry_out(call, what, now); }, command);
    // A command that fails at once (no media port) runs the machine again and may end the call.
    if (!calls_.contains(key)) return;
  }
  update_deadline(call);
}

void Exchange::carry_out(LiveCall& call, const Dial& command, Instant now) {
  if (dial_with_next_security(call, command.leg, now)) return;
  run(call, call.machine.on_refused(command.leg, {.status = 503}), now);
}

bool Exchange::dial_with_next_security(LiveCall& call, LegIndex index, Instant now) {
  Leg& leg = call.legs[index];
  drop_media(leg);
  if (leg.to_try.empty()) return false;
  leg.media = by_.media.open(leg.to_try.front(), leg.peer, call.worker);
  leg.to_try.erase(leg.to_try.begin());
  if (!leg.media) return false;
  const std::string domain = by_.directory.tenant(call.cdr.tenant)->domain;
  const sip::NameAddr from = address_of(call.cdr.caller_name, call.cdr.caller_number, domain);
  sip::UserAgent::Invite invite{
      .target = leg.peer,
      .uri = leg.target.contact,
      .from = from,
      .to = address_of("", leg.record.number, domain),
      .contact_user = call.cdr.caller_number,
      .route = leg.target.path,
      .extra = call_header(call),
      .offer = leg.media->offer(sdp::order_for_callee(call.caller_codecs, kOurCodecs))};
  invite.extra.add(HeaderId::kPAssertedIdentity, from.to_string());
  add_media(call, index);
  leg.session = by_.agent.invite(std::move(invite), now);
  by_session_.emplace(leg.session, Place{call.key, index});
  return true;
}

void Exchange::carry_out(LiveCall& call, const RingCaller&, Instant now) {
  by_.agent.ring(call.caller().session, {.status = 180, .extra = call_header(call)}, now);
}

void Exchange::carry_out(LiveCall& call, const PlayRingback&, Instant /*now*/) {
  if (call.caller().media) by_.media.play_ringback(*call.caller().media);
}

void Exchange::carry_out(LiveCall& call, const RelayEarlyMedia& command, Instant now) {
  // A caller that left the offer to us has nothing to hear early media with.
  if (call.caller_offer.empty() || !describe_to_caller(call, command.leg)) {
    return carry_out(call, RingCaller{}, now);
  }
  join(call, command.leg);
  by_.agent.ring(call.caller().session,
                 {.status = 183, .sdp = call.caller_answer, .extra = call_header(call)}, now);
  call.state = CallState::kEarly;
  by_.outbox.push(Switchboard::CallChanged{caller_view(call)});
}

void Exchange::carry_out(LiveCall& call, const AcceptCaller& command, Instant now) {
  if (!describe_to_caller(call, command.leg)) {
    // The phone that answered must not stay alone in a call that cannot be.
    carry_out(call, Release{command.leg, ReleaseReason::kCallerGone}, now);
    carry_out(call, RefuseCaller{503, 0}, now);
    return carry_out(call, Finish{.result = CallResult::kFailed, .sip_status = 503}, now);
  }
  call.state = CallState::kConfirmed;
  call.cdr.answered_us = wall(now);
  call.caller().record.answered = true;
  join(call, command.leg);
  by_.agent.answer(call.caller().session, {.sdp = call.caller_answer, .extra = call_header(call)},
                   now);
  announce(call);
}

bool Exchange::describe_to_caller(LiveCall& call, LegIndex callee) {
  if (!call.caller_answer.empty()) return true;
  Leg& caller = call.caller();
  auto media = by_.media.open(call.caller_security, caller.peer, call.worker);
  if (!media) return false;
  std::vector<sdp::Codec> wanted = call.caller_codecs;
  const auto& other = call.legs[callee].media;
  if (callee != kCaller && other && other->negotiated()) wanted = other->negotiated()->codecs;
  const auto order = sdp::order_for_caller(wanted, kOurCodecs);
  if (call.caller_offer.empty()) {
    call.caller_answer = media->offer(order);
  } else if (auto answer = media->answer(*sdp::parse_session(call.caller_offer), order)) {
    call.caller_answer = std::move(*answer);
  } else {
    by_.media.discard(*media);
    return false;
  }
  caller.media = std::move(media);
  add_media(call, kCaller);
  return true;
}

void Exchange::join(LiveCall& call, LegIndex callee) {
  const LegMedia& caller = *call.caller().media;
  if (callee == kCaller) return by_.media.echo(caller);
  by_.media.connect(caller, *call.legs[callee].media);
}

void Exchange::carry_out(LiveCall& call, const RefuseCaller& command, Instant now) {
  Leg& caller = call.caller();
  if (!caller.session) return;
  sip::HeaderFields headers = call_header(call);
  if (command.q850_cause != 0) headers.add(HeaderId::kReason, q850_reason(command.q850_cause));
  by_.agent.refuse(caller.session, {.status = command.status, .extra = std::move(headers)}, now);
  by_session_.erase(caller.session);
  caller.session = {};
  caller.record.sip_status = command.status;
}

void Exchange::carry_out(LiveCall& call, const Release& command, Instant now) {
  Leg& leg = call.legs[command.leg];
  leg.record.elsewhere = command.reason == ReleaseReason::kAnsweredElsewhere;
  if (leg.session) {
    by_.agent.hang_up(leg.session, reason_of(command.reason), now);
    by_session_.erase(leg.session);
    leg.session = {};
  }
  drop_media(leg);
}

void Exchange::carry_out(LiveCall& call, const Finish& command, Instant now) {
  call.finish = command;
  call.state = CallState::kEnded;
  call.cdr.ended_us = wall(now);
  call.cdr.result = command.result;
  if (command.result != CallResult::kAnswered) call.cdr.answered_us = 0;
  call.cdr.sip_status = command.sip_status;
  call.cdr.q850_cause = command.q850_cause;
  call.cdr.caller_hung_up = command.caller_hung_up;
  if (call.cdr.cause.empty()) call.cdr.cause = words_of(command);
  for (Leg& leg : call.legs) {
    if (leg.session) by_session_.erase(leg.session);
    leg.session = {};
    drop_media(leg);
  }
  announce(call);
  by_.outbox.log(
      "call_ended",
      fmt::format(R"(call={} tenant={} from="{}" to="{}" status={} cause="{}" legs={})",
                  call.cdr.id, call.cdr.tenant.value(), hidden(call.cdr.caller_number),
                  hidden(call.cdr.dialled), command.sip_status, call.cdr.cause, call.legs.size()));
  call.write_by = now + kStatisticsWait;
  if (call.open_media == 0) write_record(call);
}

void Exchange::write_record(LiveCall& call) {
  for (const Leg& leg : call.legs) call.cdr.legs.push_back(leg.record);
  by_.outbox.push(Switchboard::CallEnded{std::move(call.cdr)});
  deadlines_.remove(call.key);
  calls_.erase(call.key);
}

void Exchange::add_media(LiveCall& call, LegIndex index) {
  const LegMedia& media = *call.legs[index].media;
  by_.media.add(media);
  by_media_.emplace(media.id(), Place{call.key, index});
  ++call.open_media;
}

void Exchange::drop_media(Leg& leg) {
  if (leg.media) by_.media.remove(*leg.media);
  leg.media.reset();
}

void Exchange::announce(const LiveCall& call) {
  by_.outbox.push(Switchboard::CallChanged{caller_view(call)});
  if (auto view = callee_view(call)) by_.outbox.push(Switchboard::CallChanged{std::move(*view)});
}

void Exchange::update_deadline(const LiveCall& call) {
  deadlines_.set(call.key, call.finish ? call.write_by : call.machine.deadline());
}

sip::HeaderFields Exchange::call_header(const LiveCall& call) const {
  sip::HeaderFields headers;
  headers.add(kCallHeader, call.cdr.id);
  return headers;
}

}  // namespace sidetone::call
