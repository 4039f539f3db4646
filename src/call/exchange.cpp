#include "call/exchange.h"

#include "base/shown_text.h"
#include "call/outcome.h"

#include <algorithm>
#include <fmt/format.h>

namespace sidetone::call {
namespace {

using sip::HeaderId;

constexpr int kRetryAfterSeconds = 5;
constexpr std::size_t kCallIdCharacters = 22;  // 131 bits.

Denial busy(std::string_view counter) {
  Denial denial{.status = 503, .headers = {}, .counter = counter};
  denial.headers.add(HeaderId::kRetryAfter, std::to_string(kRetryAfterSeconds));
  return denial;
}

std::string contact_uri(const sip::Request& request) {
  const auto contact = sip::parse_name_addr(request.headers.find(HeaderId::kContact).value_or(""));
  return contact ? contact->uri.to_string() : std::string();
}

constexpr NoRoute kNoSuchExtension{404, "No such extension"};

/// What the caller dialled: the user part of the Request-URI, or the number of a tel: URI. Any
/// bytes: for people it is shown().
std::string dialled_number(const sip::Request& request) {
  const auto uri = sip::parse_uri(request.uri);
  return uri ? uri->user : std::string();
}

/// One device of one account, whatever others write into their Contacts.
std::string device_key(const sip::Aor& aor, std::string_view contact) {
  return fmt::format("{} {} {}", aor.tenant, aor.user, contact);
}

CdrLeg record_of(const sip::Peer& peer, const directory::Extension& extension) {
  return {.extension = extension.number,
          .number = extension.number,
          .transport = std::string(sip::via_name(peer.transport)),
          .signalling = peer.remote};
}

}  // namespace

Exchange::Exchange(const Config& config, const Neighbours& neighbours)
    : config_(config), by_(neighbours) {}

void Exchange::handle(const sip::UserAgent::IncomingInvite& event, Instant now) {
  if (draining_) return refuse_invite(event.session, busy("draining"), now);
  if (calls_.size() >= config_.max_calls) {
    return refuse_invite(event.session, busy("too_many_calls"), now);
  }
  const auto party = by_.gate.admit(event.request, event.source, now);
  if (!party) return refuse_invite(event.session, party.error(), now);
  // [RFC3261 §26.2.2] of a sips: URI, "each hop over which the request is forwarded … must be
  // secured with TLS": this one came in the open.
  if (sip::is_sips(event.request.uri) && !sip::encrypted(event.source.transport)) {
    return refuse_invite(event.session, {.status = 403, .counter = "sips_in_the_open"}, now);
  }
  LiveCall& call = open_call(event, *party, now);
  if (!read_caller_offer(call, party->browser, now)) return;
  const auto* caller = by_.directory.extension(party->tenant, party->extension);
  learn_habit(aor_of(*caller), event.request, call.caller_security);
  if (!is_for(event.request, party->tenant)) return start(call, kNoSuchExtension, now);
  start(call, route(by_.directory, *caller, dialled_number(event.request)), now);
}

/// What a phone offers when it calls is what it wants to be offered: a phone, that is one of the
/// caller's own bindings.
void Exchange::learn_habit(const sip::Aor& aor, const sip::Request& request,
                           sdp::Security security) {
  const std::string contact = contact_uri(request);
  for (const sip::Binding& binding : by_.registrar.bindings(aor)) {
    if (binding.contact != contact) continue;
    return by_.media.remember_security(device_key(aor, contact), security);
  }
}

/// [RFC3261 §8.2.2.1] a Request-URI of another domain is not ours to answer. An address in place
/// of a domain is this server's, and a tel: URI has no domain.
bool Exchange::is_for(const sip::Request& request, directory::TenantId tenant) const {
  const auto uri = sip::parse_uri(request.uri);
  if (!uri || uri->host.empty()) return true;
  if (uri->host.starts_with('[') || IpAddress::parse(uri->host)) return true;
  const auto* served = by_.directory.tenant_by_domain(uri->host);
  return served != nullptr && served->id == tenant;
}

void Exchange::refuse_invite(sip::SessionId session, const Denial& denial, Instant now) {
  by_.agent.refuse(session, {.status = denial.status, .extra = denial.headers}, now);
  if (!denial.counter.empty()) by_.outbox.count(denial.counter);
}

LiveCall& Exchange::open_call(const sip::UserAgent::IncomingInvite& event, const Party& party,
                              Instant now) {
  const auto* extension = by_.directory.extension(party.tenant, party.extension);
  const std::uint64_t key = ++last_key_;
  LiveCall call{.key = key, .machine = Call::answered_by_server()};
  call.worker = by_.media.next_worker();
  call.caller_offer = event.offer;
  call.sips = sip::is_sips(event.request.uri);
  call.cdr = {.id = by_.random.token(kCallIdCharacters),
              .tenant = party.tenant,
              .caller_number = extension->number,
              .caller_name = extension->name,
              .dialled = shown(dialled_number(event.request), kShownNumber),
              .caller_extension = extension->id,
              .started_us = wall(now)};
  Leg leg{.session = event.session, .peer = event.source};
  leg.record = record_of(event.source, *extension);
  leg.record.user_agent =
      shown(event.request.headers.find(HeaderId::kUserAgent).value_or(""), kShownName);
  call.legs.push_back(std::move(leg));
  by_session_.emplace(event.session, Place{key, kCaller});
  return calls_.emplace(key, std::move(call)).first->second;
}

bool Exchange::read_caller_offer(LiveCall& call, bool browser, Instant now) {
  if (call.caller_offer.empty()) {
    // A browser's late offer is answered with DTLS; a phone's as it registered.
    call.caller_security =
        browser ? sdp::Security::kDtls : by_.media.securities_for(call.caller().peer, {}).front();
    return true;
  }
  const auto session = sdp::parse_session(call.caller_offer);
  if (!session) {
    refuse_call(call, sdp::rejection_of(session.error()), now);
    return false;
  }
  const auto offered = sdp::describe(*session);
  if (!offered) {
    refuse_call(call, offered.error(), now);
    return false;
  }
  // S13: a browser leg is encrypted or it is not.
  if (browser && offered->security != sdp::Security::kDtls) {
    refuse_call(call, {488, 302, "Incompatible transport protocol"}, now);
    return false;
  }
  call.caller_security = offered->security;
  call.caller_codecs = offered->codecs;
  return true;
}

void Exchange::refuse_call(LiveCall& call, const sdp::Rejection& rejection, Instant now) {
  sip::HeaderFields headers;
  headers.add(HeaderId::kWarning, sdp::warning_value(rejection, "sidetone"));
  by_.agent.refuse(call.caller().session, {.status = rejection.status, .extra = headers}, now);
  run(call, {Finish{.result = CallResult::kFailed, .sip_status = rejection.status}}, now);
}

void Exchange::start(LiveCall& call, const Route& route, Instant now) {
  if (const auto* none = std::get_if<NoRoute>(&route)) {
    call.cdr.cause = none->cause;
    return run(call,
               {RefuseCaller{none->status, 0},
                Finish{.result = CallResult::kFailed, .sip_status = none->status}},
               now);
  }
  if (const auto* extension = std::get_if<ToExtension>(&route)) {
    return ring_extension(call, *extension, now);
  }
  call.cdr.callee_name = "Echo test";
  run(call, call.machine.start(), now);
}

void Exchange::ring_extension(LiveCall& call, const ToExtension& route, Instant now) {
  const auto* callee = by_.directory.extension(call.cdr.tenant, route.extension);
  call.cdr.callee_extension = callee->id;
  call.cdr.callee_name = callee->name;
  const sip::Aor aor = aor_of(*callee);
  for (const sip::Binding& binding : by_.registrar.bindings(aor)) {
    // [RFC3261 §19.1] of a sips: URI: TLS "is to be used between the UAC and the domain that owns
    // the URI. From there, secure communications are used to reach the user".
    if (call.sips && !sip::encrypted(binding.peer.transport)) continue;
    Leg leg{.peer = binding.peer, .target = binding};
    leg.to_try = by_.media.securities_for(binding.peer, device_key(aor, binding.contact));
    leg.record = record_of(binding.peer, *callee);
    leg.record.user_agent = binding.user_agent;
    call.legs.push_back(std::move(leg));
  }
  call.machine = Call(call.legs.size() - 1, std::chrono::seconds(callee->ring_seconds), now);
  announce(call);
  run(call, call.machine.start(), now);
}

void Exchange::handle(const sip::UserAgent::Progress& event, Instant now) {
  const Found found = find_with_media(event.session);
  if (!found || event.status < 180) return;
  LegMedia& media = *found.leg().media;
  const bool has_media = !event.sdp.empty() && media.take_answer(event.sdp).has_value();
  if (has_media) by_.media.update(media);
  if (found.call->cdr.ringing_us == 0) found.call->cdr.ringing_us = wall(now);
  run(*found.call, found.call->machine.on_progress(found.index, has_media), now);
}

void Exchange::handle(const sip::UserAgent::Answered& event, Instant now) {
  const Found found = find_with_media(event.session);
  if (!found) return;
  Leg& leg = found.leg();
  if (!event.sdp.empty() && leg.media->take_answer(event.sdp)) by_.media.update(*leg.media);
  if (!leg.media->negotiated()) {
    // An answer that we cannot use is a refusal: this phone is let go, the others ring on.
    carry_out(*found.call, Release{found.index, ReleaseReason::kHangUp}, now);
    return run(*found.call, found.call->machine.on_refused(found.index, {.status = 488}), now);
  }
  leg.record.answered = true;
  run(*found.call, found.call->machine.on_answered(found.index), now);
}

void Exchange::handle(const sip::UserAgent::Refused& event, Instant now) {
  const Found found = find(event.session);
  if (!found) return;
  by_session_.erase(event.session);
  Leg& leg = found.leg();
  leg.session = {};
  leg.record.sip_status = event.ending.status;
  const bool wants_other_media = event.ending.status == 488 || event.ending.status == 606;
  if (wants_other_media && dial_with_next_security(*found.call, found.index, now)) return;
  drop_media(leg);
  run(*found.call, found.call->machine.on_refused(found.index, event.ending), now);
}

void Exchange::handle(const sip::UserAgent::Cancelled& event, Instant now) {
  const Found found = find(event.session);
  if (!found) return;
  by_session_.erase(event.session);
  found.leg().session = {};
  run(*found.call, found.call->machine.on_caller_cancelled(), now);
}

void Exchange::handle(const sip::UserAgent::Acknowledged& event, Instant now) {
  const Found found = find_with_media(event.session);
  if (!found || (event.sdp.empty() && found.leg().media->negotiated())) return;
  // The answer to a late offer of ours comes in ACK, which cannot be refused [RFC3261 §13.2.1]. One
  // without it leaves a call that nobody can hear.
  take_answer(found, event.sdp, now);
}

/// An answer that cannot be refused and cannot be used ends the call.
void Exchange::take_answer(const Found& found, std::string_view answer, Instant now) {
  LegMedia& media = *found.leg().media;
  if (!media.take_answer(answer)) return run(*found.call, found.call->machine.hang_up(), now);
  by_.media.update(media);
}

void Exchange::handle(const sip::UserAgent::Offer& event, Instant now) {
  const Found found = find_with_media(event.session);
  if (!found) return by_.agent.refuse_offer(event.session, 500, now);
  LegMedia& media = *found.leg().media;
  if (event.offer.empty()) {
    media.follow(event.source);  // Told with the answer, which comes in ACK.
    return by_.agent.accept_offer(event.session, media.repeat_offer(), now);
  }
  const auto offer = sdp::parse_session(event.offer);
  if (!offer) return by_.agent.refuse_offer(event.session, 400, now);
  std::vector<sdp::Codec> wanted;
  for (const Leg& other : found.call->legs) {
    const bool talks = &other != &found.leg() && other.media && other.media->negotiated();
    if (talks) wanted = other.media->negotiated()->codecs;
  }
  const auto answer = media.answer(*offer, sdp::order_for_caller(wanted, kOurCodecs));
  if (!answer) return by_.agent.refuse_offer(event.session, answer.error().status, now);
  media.follow(event.source);
  by_.media.update(media);
  by_.agent.accept_offer(event.session, *answer, now);
}

void Exchange::handle(const sip::UserAgent::OfferResult& event, Instant now) {
  const Found found = find_with_media(event.session);
  // A refresh of the session was answered with other ports, keys or codecs than before.
  if (found && !event.answer.empty()) take_answer(found, event.answer, now);
}

void Exchange::handle(const sip::UserAgent::Ended& event, Instant now) {
  const Found found = find(event.session);
  if (!found) return;
  by_session_.erase(event.session);
  Leg& leg = found.leg();
  leg.session = {};
  leg.record.sip_status = event.ending.status;
  run(*found.call, found.call->machine.on_ended(found.index), now);
}

void Exchange::handle_media(const media::Event& event, Instant now) {
  if (const auto* ready = std::get_if<media::LegReady>(&event)) {
    const Found found = find(ready->leg);
    if (found) found.leg().record.path = "direct";
    return;
  }
  if (const auto* lost = std::get_if<media::LegLost>(&event)) {
    const Found found = find(lost->leg);
    if (!found) return;
    by_.outbox.count("media_lost");
    return run(*found.call, found.call->machine.on_media_lost(found.index), now);
  }
  const auto* removed = std::get_if<media::LegRemoved>(&event);
  if (removed == nullptr) return;
  by_.media.handle_removed(removed->leg);
  const Found found = find(removed->leg);
  by_media_.erase(removed->leg);
  if (!found) return;
  found.leg().record.media = removed->statistics;
  --found.call->open_media;
  if (found.call->finish && found.call->open_media == 0) write_record(*found.call);
}

void Exchange::handle_time(Instant now) {
  while (const auto key = deadlines_.pop_due(now)) {
    const auto found = calls_.find(*key);
    if (found == calls_.end()) continue;
    LiveCall& call = found->second;
    if (call.finish) {
      write_record(call);
    } else {
      run(call, call.machine.on_time(now), now);
    }
  }
}

void Exchange::hang_up_all(Instant now) {
  std::vector<std::uint64_t> keys;
  keys.reserve(calls_.size());
  for (const auto& [key, call] : calls_) keys.push_back(key);
  for (std::uint64_t key : keys) {
    LiveCall& call = calls_.at(key);
    run(call, call.machine.hang_up(), now);
  }
}

bool Exchange::hang_up(directory::TenantId tenant, directory::ExtensionId extension,
                       std::string_view id, Instant now) {
  for (auto& [key, call] : calls_) {
    const bool theirs =
        call.cdr.caller_extension == extension || call.cdr.callee_extension == extension;
    if (call.cdr.id != id || call.cdr.tenant != tenant || !theirs || call.finish) continue;
    run(call, call.machine.hang_up(), now);
    return true;
  }
  return false;
}

std::vector<CallView> Exchange::calls_of(directory::TenantId tenant,
                                         directory::ExtensionId extension) const {
  std::vector<CallView> views;
  for (const auto& [key, call] : calls_) {
    if (call.cdr.tenant != tenant || call.finish) continue;
    if (call.cdr.caller_extension == extension) views.push_back(caller_view(call));
    if (call.cdr.callee_extension == extension) views.push_back(*callee_view(call));
  }
  return views;
}

Exchange::Found Exchange::find(sip::SessionId session) {
  const auto place = by_session_.find(session);
  if (place == by_session_.end()) return {};
  return {&calls_.at(place->second.call), place->second.leg};
}

Exchange::Found Exchange::find_with_media(sip::SessionId session) {
  const Found found = find(session);
  return found && found.leg().media ? found : Found{};
}

Exchange::Found Exchange::find(media::LegId leg) {
  const auto place = by_media_.find(leg);
  if (place == by_media_.end()) return {};
  const auto call = calls_.find(place->second.call);
  if (call == calls_.end()) return {};
  return {&call->second, place->second.leg};
}

sip::Aor Exchange::aor_of(const directory::Extension& extension) const {
  return {.tenant = extension.tenant.value(), .user = extension.number};
}

std::int64_t Exchange::wall(Instant now) const {
  return now.time_since_epoch().count() + config_.wall_clock_offset_us;
}

}  // namespace sidetone::call
