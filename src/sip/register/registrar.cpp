#include "sip/register/registrar.h"

#include "base/assert.h"
#include "sip/message/parameter_syntax.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace sidetone::sip {
namespace {

constexpr std::string_view kRetryAfterSeconds = "60";

bool is_same_device(const Binding& binding, const ContactRequest& contact) {
  // [RFC5626 §6] the same instance and reg-id is the same flow anew, whatever its URI: a reloaded
  // page has another one.
  if (contact.is_outbound()) {
    return binding.instance == contact.instance && binding.reg_id == contact.reg_id;
  }
  if (binding.contact == contact.text) return true;
  const auto known = parse_uri(binding.contact);
  return known && equivalent(*known, contact.uri);
}

/// [RFC3261 §10.3 step 7] of one Call-ID only a higher CSeq may change a binding.
bool is_out_of_order(const Binding& binding, const RegisterRequest& request) {
  return binding.call_id == request.call_id && binding.cseq >= request.cseq;
}

std::int64_t seconds_left(const Binding& binding, Instant now) {
  const Duration left = std::max(binding.expires_at - now, Duration::zero());
  return std::chrono::ceil<std::chrono::seconds>(left).count();
}

std::string contact_value(const Binding& binding, Instant now) {
  std::string value = fmt::format("<{}>;expires={}", binding.contact, seconds_left(binding, now));
  if (binding.q != 1'000) fmt::format_to(std::back_inserter(value), ";q=0.{:03}", binding.q);
  Parameters parameters;
  if (!binding.instance.empty()) parameters.set("+sip.instance", binding.instance);
  if (binding.reg_id != 0) parameters.set("reg-id", std::to_string(binding.reg_id));
  append_header_parameters(value, parameters);
  return value;
}

Binding fresh_binding(const RegisterRequest& request, const Peer& source) {
  return {.peer = source,
          .call_id = request.call_id,
          .cseq = request.cseq,
          .path = request.path,
          .user_agent = request.user_agent};
}

}  // namespace

std::size_t Registrar::AorHash::operator()(const Aor& aor) const noexcept {
  return std::hash<std::string>{}(aor.user) ^ (aor.tenant * 0x9E37'79B9'7F4A'7C15U);
}

Registrar::Registrar(const Config& config) : config_(config) {}

Registrar::Result Registrar::handle_register(const Aor& aor, const Request& request,
                                             const Peer& source, Instant now) {
  SIDETONE_ASSERT(outputs_.empty());
  const auto read = read_register(request);
  if (!read) return {.status = 400, .headers = {}};
  // [RFC3261 §10.3 step 7] "The binding updates MUST be committed … if and only if all binding
  // updates and additions succeed."
  if (auto no = objection(aor, *read)) return std::move(*no);
  apply(aor, *read, source, now);
  return accepted(aor, *read, source, now);
}

std::optional<Registrar::Result> Registrar::objection(const Aor& aor,
                                                      const RegisterRequest& request) const {
  const std::span<const Binding> known = bindings(aor);
  const auto late = [&](const Binding& binding) { return is_out_of_order(binding, request); };
  if (request.remove_all && std::ranges::any_of(known, late)) return Result{.status = 500};
  if (request.contacts.size() > config_.max_contacts) return Result{.status = 400};
  std::size_t more = 0;
  for (const ContactRequest& contact : request.contacts) {
    const auto match = std::ranges::find_if(
        known, [&](const Binding& binding) { return is_same_device(binding, contact); });
    if (match != known.end() && late(*match)) return Result{.status = 500};
    const Duration expires = granted(contact);
    if (match == known.end() && expires > Duration::zero()) ++more;
    if (expires == Duration::zero() || expires >= config_.min_expires) continue;
    // [RFC3261 §10.3 step 7] "This response MUST contain a Min-Expires header field".
    Result brief{.status = 423};
    const auto least = std::chrono::ceil<std::chrono::seconds>(config_.min_expires).count();
    brief.headers.add(HeaderId::kMinExpires, std::to_string(least));
    return brief;
  }
  if (more == 0 || size() + more <= config_.max_bindings) return std::nullopt;
  Result full{.status = 503};
  full.headers.add(HeaderId::kRetryAfter, std::string(kRetryAfterSeconds));
  return full;
}

Duration Registrar::granted(const ContactRequest& contact) const {
  return std::min(contact.expires.value_or(config_.default_expires), config_.max_expires);
}

void Registrar::apply(const Aor& aor, const RegisterRequest& request, const Peer& source,
                      Instant now) {
  if (request.remove_all) {
    const auto entry = table_.find(aor);
    if (entry != table_.end()) remove_all(entry, RemovedBecause::kUnregistered);
    return;
  }
  for (const ContactRequest& contact : request.contacts) {
    Binding fresh = fresh_binding(request, source);
    fresh.expires_at = now + granted(contact);
    if (granted(contact) == Duration::zero()) fresh.expires_at = Instant::min();
    set(table_.try_emplace(aor).first, contact, std::move(fresh));
  }
}

void Registrar::set(Table::iterator entry, const ContactRequest& contact, Binding fresh) {
  Bindings& bindings = entry->second;
  const auto match = std::ranges::find_if(
      bindings, [&](const Binding& binding) { return is_same_device(binding, contact); });
  const auto index = static_cast<std::size_t>(match - bindings.begin());
  if (fresh.expires_at == Instant::min()) {
    if (match != bindings.end()) return erase(entry, index, RemovedBecause::kUnregistered);
    if (bindings.empty()) table_.erase(entry);
    return;
  }
  fresh.contact = contact.text;
  fresh.instance = contact.instance;
  fresh.reg_id = contact.reg_id;
  fresh.q = contact.q;
  if (match == bindings.end()) return add(entry, std::move(fresh));
  fresh.id = match->id;
  leave_flow(*match);
  *match = std::move(fresh);
  join_flow(*match);
  expiries_.set(match->id, match->expires_at);
  outputs_.push_back(Refreshed{.aor = entry->first, .binding = match->id});
  std::ranges::stable_sort(bindings, std::ranges::greater{}, &Binding::q);
}

void Registrar::add(Table::iterator entry, Binding binding) {
  Bindings& bindings = entry->second;
  if (bindings.size() >= config_.max_contacts) {
    const auto oldest = std::ranges::min_element(bindings, {}, &Binding::expires_at);
    erase(entry, static_cast<std::size_t>(oldest - bindings.begin()), RemovedBecause::kReplaced);
  }
  binding.id = BindingId(++last_id_);
  owners_.emplace(binding.id, &entry->first);
  expiries_.set(binding.id, binding.expires_at);
  join_flow(binding);
  outputs_.push_back(Added{.aor = entry->first, .binding = binding.id});
  bindings.push_back(std::move(binding));
  std::ranges::stable_sort(bindings, std::ranges::greater{}, &Binding::q);
}

void Registrar::erase(Table::iterator entry, std::size_t index, RemovedBecause because) {
  Bindings& bindings = entry->second;
  Binding gone = std::move(bindings[index]);
  bindings.erase(bindings.begin() + static_cast<std::ptrdiff_t>(index));
  owners_.erase(gone.id);
  expiries_.remove(gone.id);
  leave_flow(gone);
  outputs_.push_back(Removed{.aor = entry->first, .binding = std::move(gone), .because = because});
  if (bindings.empty() && because != RemovedBecause::kReplaced) table_.erase(entry);
}

void Registrar::erase(BindingId id, RemovedBecause because) {
  const auto entry = table_.find(*owners_.at(id));
  const auto binding = std::ranges::find(entry->second, id, &Binding::id);
  erase(entry, static_cast<std::size_t>(binding - entry->second.begin()), because);
}

void Registrar::remove_all(Table::iterator entry, RemovedBecause because) {
  for (std::size_t left = entry->second.size(); left > 0; --left) erase(entry, left - 1, because);
}

void Registrar::join_flow(const Binding& binding) {
  if (reliable(binding.peer.transport) && binding.peer.flow) {
    by_flow_.emplace(binding.peer.flow, binding.id);
  }
}

void Registrar::leave_flow(const Binding& binding) {
  const auto [first, last] = by_flow_.equal_range(binding.peer.flow);
  const auto found =
      std::find_if(first, last, [&](const auto& entry) { return entry.second == binding.id; });
  if (found != last) by_flow_.erase(found);
}

void Registrar::handle_flow_closed(FlowId flow) {
  SIDETONE_ASSERT(outputs_.empty());
  for (auto found = by_flow_.find(flow); found != by_flow_.end(); found = by_flow_.find(flow)) {
    erase(found->second, RemovedBecause::kFlowClosed);
  }
}

void Registrar::handle_time(Instant now) {
  while (const auto due = expiries_.pop_due(now)) erase(*due, RemovedBecause::kExpired);
}

void Registrar::remove(const Aor& aor) {
  const auto entry = table_.find(aor);
  if (entry != table_.end()) remove_all(entry, RemovedBecause::kRevoked);
}

void Registrar::restore(const Aor& aor, Binding binding) {
  add(table_.try_emplace(aor).first, std::move(binding));
}

std::span<const Binding> Registrar::bindings(const Aor& aor) const {
  const auto entry = table_.find(aor);
  return entry == table_.end() ? std::span<const Binding>() : entry->second;
}

const Binding* Registrar::find(BindingId id) const {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return nullptr;
  return &*std::ranges::find(table_.at(*owner->second), id, &Binding::id);
}

std::optional<Registrar::Output> Registrar::poll() {
  if (outputs_.empty()) return std::nullopt;
  Output output = std::move(outputs_.front());
  outputs_.pop_front();
  return output;
}

Registrar::Result Registrar::accepted(const Aor& aor, const RegisterRequest& request,
                                      const Peer& source, Instant now) const {
  Result result;
  // [RFC3261 §10.3 step 8] the response "MUST contain Contact header field values enumerating all
  // current bindings", each with its expires.
  for (const Binding& binding : bindings(aor)) {
    result.headers.add(HeaderId::kContact, contact_value(binding, now));
  }
  for (const std::string& hop : request.path) result.headers.add(HeaderId::kPath, hop);
  result.headers.add(HeaderId::kSupported, "path, outbound");
  const bool outbound = request.supports_outbound && request.flow_is_kept &&
                        reliable(source.transport) &&
                        std::ranges::any_of(request.contacts, &ContactRequest::is_outbound);
  if (!outbound) return result;
  // [RFC5626 §6] Require tells the device that its flow is kept. Over UDP the keep-alive would be
  // STUN on the SIP port, so this is promised on connections only.
  result.headers.add(HeaderId::kRequire, "outbound");
  const auto timer = std::chrono::duration_cast<std::chrono::seconds>(config_.flow_timer).count();
  if (timer > 0) result.headers.add("Flow-Timer", std::to_string(timer));
  return result;
}

}  // namespace sidetone::sip
