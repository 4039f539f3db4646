#include "call/switchboard.h"

#include "call/exchange.h"
#include "call/gate.h"
#include "call/media_desk.h"
#include "call/outbox.h"
#include "call/reception.h"
#include "sip/register/registrar.h"
#include "sip/session/screening.h"

#include <algorithm>

namespace sidetone::call {

/// Owns the parts, drains the user agent after every input and hands each event to the part that
/// it is for.
struct Switchboard::Impl {
  Impl(const Config& settings, const directory::Directory& who_is_who, MediaPortSource& ports,
       Random& random)
      : directory(who_is_who),
        agent(settings.sip, random),
        registrar(
            {.min_expires = settings.min_registration, .max_expires = settings.max_registration}),
        gate(directory, random),
        media({.advertise = settings.advertise,
               .webrtc_ports = settings.webrtc_ports,
               .dtls_fingerprint = settings.dtls_fingerprint},
              ports, random, outbox),
        reception({.directory = directory,
                   .agent = agent,
                   .registrar = registrar,
                   .gate = gate,
                   .outbox = outbox}),
        exchange({.max_calls = settings.max_calls,
                  .wall_clock_offset_us = settings.wall_clock_offset_us},
                 {.directory = directory,
                  .agent = agent,
                  .registrar = registrar,
                  .gate = gate,
                  .media = media,
                  .random = random,
                  .outbox = outbox}) {}

  void settle(Instant now) {
    while (auto output = agent.poll()) {
      std::visit([&](auto& event) { handle(event, now); }, *output);
    }
  }

  void handle(sip::UserAgent::Transmit& event, Instant) {
    outbox.push(Send{std::move(event.datagram)});
  }
  void handle(const sip::UserAgent::IncomingRequest& event, Instant now) {
    reception.handle(event, now);
  }
  void handle(const sip::UserAgent::Dropped& event, Instant) { outbox.count(event.why); }
  void handle(sip::UserAgent::LookUp& event, Instant) {
    outbox.push(LookUp{std::move(event.question)});
  }
  void handle(const sip::UserAgent::Refer& event, Instant now) {
    sip::Response refusal = sip::make_response(event.request, 405, "");
    refusal.headers.add(sip::HeaderId::kAllow, std::string(sip::kAllowedMethods));
    agent.respond(event.transaction, refusal, now);
  }
  // 200 was sent; nothing in a call depends on it.
  void handle(const sip::UserAgent::Info&, Instant) { outbox.count("info_ignored"); }
  // Only answers to requests of ours that nothing here sends.
  void handle(const sip::UserAgent::ResponseReceived&, Instant) {}
  template <typename Event>
  void handle(const Event& event, Instant now) {
    exchange.handle(event, now);
  }

  const directory::Directory& directory;
  Outbox outbox;
  sip::UserAgent agent;
  sip::Registrar registrar;
  Gate gate;
  MediaDesk media;
  Reception reception;
  Exchange exchange;
};

Switchboard::Switchboard(const Config& config, const directory::Directory& directory,
                         MediaPortSource& ports, Random& random)
    : impl_(std::make_unique<Impl>(config, directory, ports, random)) {}

Switchboard::~Switchboard() = default;

void Switchboard::handle_flow_opened(const sip::Peer& peer,
                                     std::optional<BrowserIdentity> identity) {
  if (identity) impl_->gate.open_flow(peer.flow, std::move(*identity));
}

void Switchboard::handle_flow_closed(sip::FlowId flow, Instant now) {
  // S6, S8: only this flow's binding goes; calls that were set up over it stay.
  impl_->gate.close_flow(flow);
  impl_->registrar.handle_flow_closed(flow);
  impl_->reception.drain_registrar();
  impl_->agent.handle_flow_closed(flow, now);
  impl_->settle(now);
}

void Switchboard::handle_sip(const sip::Peer& source, std::string_view bytes, Instant now) {
  impl_->agent.handle_bytes(source, bytes, now);
  impl_->settle(now);
}

void Switchboard::handle_transport_error(const sip::Peer& target, Instant now) {
  impl_->agent.handle_transport_error(target, now);
  impl_->settle(now);
}

void Switchboard::handle_name_answer(std::uint64_t question, sip::NameAnswer answer, Instant now) {
  impl_->agent.handle_name_answer(question, std::move(answer), now);
  impl_->settle(now);
}

void Switchboard::handle_media(const media::Event& event, Instant now) {
  impl_->exchange.handle_media(event, now);
  impl_->settle(now);
}

void Switchboard::handle_time(Instant now) {
  impl_->agent.handle_time(now);
  impl_->settle(now);
  impl_->registrar.handle_time(now);
  impl_->reception.drain_registrar();
  impl_->exchange.handle_time(now);
  impl_->settle(now);
}

void Switchboard::revoke_session(std::string_view session, Instant now) {
  for (sip::FlowId flow : impl_->gate.flows_of(session)) {
    impl_->outbox.push(CloseFlow{flow});
    handle_flow_closed(flow, now);
  }
}

void Switchboard::drain() {
  impl_->exchange.drain();
}

void Switchboard::hang_up_all(Instant now) {
  impl_->exchange.hang_up_all(now);
  impl_->settle(now);
}

bool Switchboard::hang_up(directory::TenantId tenant, directory::ExtensionId extension,
                          std::string_view call, Instant now) {
  const bool done = impl_->exchange.hang_up(tenant, extension, call, now);
  impl_->settle(now);
  return done;
}

std::vector<CallView> Switchboard::calls_of(directory::TenantId tenant,
                                            directory::ExtensionId extension) const {
  return impl_->exchange.calls_of(tenant, extension);
}

std::size_t Switchboard::softphones_of(directory::TenantId tenant,
                                       directory::ExtensionId extension) const {
  const auto* found = impl_->directory.extension(tenant, extension);
  return found == nullptr ? 0 : impl_->reception.registrations_of(tenant, *found).softphones;
}

Switchboard::Load Switchboard::load() const {
  return {.calls = impl_->exchange.size(),
          .registrations = impl_->registrar.size(),
          .transactions = impl_->agent.open_transactions(),
          .sessions = impl_->agent.open_sessions(),
          .media_legs = impl_->media.legs(),
          .draining = impl_->exchange.draining()};
}

std::optional<Switchboard::Output> Switchboard::poll() {
  return impl_->outbox.poll();
}

Instant Switchboard::deadline() const {
  return std::min(
      {impl_->agent.deadline(), impl_->registrar.deadline(), impl_->exchange.deadline()});
}

}  // namespace sidetone::call
