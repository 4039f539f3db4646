#include "call/reception.h"

#include "sip/session/screening.h"

#include <algorithm>

namespace sidetone::call {
namespace {

using sip::HeaderId;

/// The To tag of answers outside of dialogs: any value will do, and a constant one needs no state.
constexpr std::string_view kToTag = "reception";

Denial answer_to(const sip::Request& request) {
  if (request.method == "OPTIONS") {
    Denial ok{.status = 200, .headers = {}, .counter = {}};
    ok.headers.add(HeaderId::kAllow, std::string(sip::kAllowedMethods));
    ok.headers.add(HeaderId::kAccept, std::string(sip::kAcceptedTypes));
    ok.headers.add(HeaderId::kSupported, std::string(sip::kSupportedExtensions));
    return ok;
  }
  if (request.method == "SUBSCRIBE" || request.method == "PUBLISH") {
    return {.status = 489, .headers = {}, .counter = "bad_event"};  // [RFC6665 §8.3.2]
  }
  // [RFC3261 §8.2.1] "it MUST generate a 405 (Method Not Allowed) response … The UAS MUST also
  // add an Allow header field".
  Denial denial{.status = 405, .headers = {}, .counter = "method_not_allowed"};
  denial.headers.add(HeaderId::kAllow, std::string(sip::kAllowedMethods));
  return denial;
}

bool same_text(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

bool is_softphone(const sip::Binding& binding) {
  return sip::over_web_socket(binding.peer.transport);
}

}  // namespace

void Reception::handle(const sip::UserAgent::IncomingRequest& event, Instant now) {
  if (event.request.method == "REGISTER") return handle_register(event, now);
  respond(event, answer_to(event.request), now);
}

void Reception::handle_register(const sip::UserAgent::IncomingRequest& event, Instant now) {
  const auto party = by_.gate.admit(event.request, event.source, now);
  if (!party) return respond(event, party.error(), now);
  if (!may_register(event.request, *party)) {
    return respond(event, {.status = 403, .headers = {}, .counter = "register_foreign"}, now);
  }
  const auto* extension = by_.directory.extension(party->tenant, party->extension);
  const sip::Aor aor{.tenant = party->tenant.value(), .user = extension->number};
  const auto result = by_.registrar.handle_register(aor, event.request, event.source, now);
  respond(event, {.status = result.status, .headers = result.headers, .counter = {}}, now);
  drain_registrar();
}

bool Reception::may_register(const sip::Request& request, const Party& party) const {
  // [RFC3261 §10.3 step 5] whoever sends it may change the address-of-record in To, or gets 403.
  const auto from = sip::parse_name_addr(request.headers.find(HeaderId::kFrom).value_or(""));
  const auto to = sip::parse_name_addr(request.headers.find(HeaderId::kTo).value_or(""));
  if (!from || !to || from->uri.user != to->uri.user) return false;
  const auto* tenant = by_.directory.tenant_by_domain(to->uri.host);
  if (tenant == nullptr || tenant->id != party.tenant) return false;
  if (!party.browser) return true;
  for (std::string_view value : request.headers.values(HeaderId::kContact)) {
    if (value == "*") continue;
    const auto contact = sip::parse_name_addr(value);
    if (!contact) return true;  // The registrar answers 400.
    if (!same_text(contact->parameters.find("+sip.instance").value_or(""), party.instance)) {
      return false;
    }
  }
  return true;
}

void Reception::respond(const sip::UserAgent::IncomingRequest& event, const Denial& denial,
                        Instant now) {
  sip::Response response = sip::make_response(event.request, denial.status, kToTag);
  for (const sip::HeaderField& field : denial.headers) {
    response.headers.add(field.written_name(), field.value);
  }
  by_.agent.respond(event.transaction, response, now);
  if (!denial.counter.empty()) by_.outbox.count(denial.counter);
}

void Reception::drain_registrar() {
  while (const auto output = by_.registrar.poll()) {
    const sip::Aor& aor =
        std::visit([](const auto& event) -> const sip::Aor& { return event.aor; }, *output);
    if (std::holds_alternative<sip::Registrar::Refreshed>(*output)) continue;
    const directory::TenantId tenant(aor.tenant);
    if (const auto* extension = by_.directory.extension(tenant, aor.user)) {
      by_.outbox.push(registrations_of(tenant, *extension));
    }
  }
}

Switchboard::RegistrationChanged Reception::registrations_of(
    directory::TenantId tenant, const directory::Extension& extension) const {
  Switchboard::RegistrationChanged changed{.tenant = tenant, .extension = extension.id};
  for (const sip::Binding& binding :
       by_.registrar.bindings({.tenant = tenant.value(), .user = extension.number})) {
    ++(is_softphone(binding) ? changed.softphones : changed.devices);
  }
  return changed;
}

}  // namespace sidetone::call
