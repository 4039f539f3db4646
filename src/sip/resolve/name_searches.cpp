#include "sip/resolve/name_searches.h"

#include "sip/message/text.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

constexpr std::size_t kMaxNameBytes = 253;
constexpr std::size_t kMaxLabelBytes = 63;

template <typename Record>
std::vector<Record> records_in(NameAnswer& answer) {
  auto* records = std::get_if<std::vector<Record>>(&answer);
  return records == nullptr ? std::vector<Record>() : std::move(*records);
}

}  // namespace

bool may_be_asked_for(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (!all(CharClass::kHost, name) || name.size() > kMaxNameBytes) return false;
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    if (dot == 0 || dot > kMaxLabelBytes) return false;
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  const std::string_view last = name.substr(name.rfind('.') + 1);
  return !equal_without_case(last, "invalid");
}

void NameSearches::start(SessionId session, ServerSearch::Target target, Instant now) {
  const bool numeric = IpAddress::parse(target.host).has_value();
  const bool full = searches_.size() >= kMaxSearches;
  if (searches_.contains(session)) return;
  if (full || (!numeric && !may_be_asked_for(target.host))) {
    outputs_.push(Done{session, {}});
    return;
  }
  searches_.emplace(session, Search{ServerSearch(std::move(target), random_), {}});
  deadlines_.set(session, now + kPatience);
  drain(session);
}

void NameSearches::forget(SessionId session) {
  const auto found = searches_.find(session);
  if (found == searches_.end()) return;
  for (const std::uint64_t id : found->second.open) questions_.erase(id);
  deadlines_.remove(session);
  searches_.erase(found);
}

void NameSearches::handle_answer(std::uint64_t question, NameAnswer answer) {
  const auto found = questions_.find(question);
  if (found == questions_.end()) return;  // Too late, or invented.
  const Question asked = found->second;
  questions_.erase(found);
  Search& search = searches_.at(asked.session);
  std::erase(search.open, question);
  switch (asked.records) {
    case ServerSearch::Records::kNaptr:
      search.machine.handle_naptr(asked.local, records_in<NaptrRecord>(answer));
      break;
    case ServerSearch::Records::kServices:
      search.machine.handle_services(asked.local, records_in<ServiceRecord>(answer));
      break;
    case ServerSearch::Records::kAddresses:
      search.machine.handle_addresses(asked.local, records_in<IpAddress>(answer));
      break;
  }
  drain(asked.session);
}

void NameSearches::handle_time(Instant now) {
  while (const auto session = deadlines_.pop_due(now)) finish(*session, {});
}

void NameSearches::drain(SessionId session) {
  Search& search = searches_.at(session);
  while (auto output = search.machine.poll()) {
    if (auto* ask = std::get_if<ServerSearch::Ask>(&*output)) {
      const std::uint64_t id = ++last_question_;
      questions_.emplace(id, Question{session, ask->question, ask->records});
      search.open.push_back(id);
      // A zone may name anything; what cannot be asked for has no records.
      if (may_be_asked_for(ask->name)) {
        outputs_.push(Ask{{id, ask->records, std::move(ask->name)}});
      } else {
        return handle_answer(id, std::vector<IpAddress>());
      }
    } else if (auto* result = std::get_if<ServerSearch::Found>(&*output)) {
      return finish(session, std::move(result->servers));
    } else {
      return finish(session, {});
    }
  }
}

void NameSearches::finish(SessionId session, std::vector<ServerSearch::Server> servers) {
  forget(session);
  outputs_.push(Done{session, std::move(servers)});
}

}  // namespace sidetone::sip
