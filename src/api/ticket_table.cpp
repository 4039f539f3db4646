#include "api/ticket_table.h"

#include <utility>

namespace sidetone::api {
namespace {

constexpr std::size_t kTicketCharacters = 43;  // 256 bits.

}  // namespace

std::optional<TicketTable::Issued> TicketTable::issue(call::BrowserIdentity identity,
                                                      std::int64_t now_us) {
  if (waiting_.size() >= kMaxTickets) {
    std::erase_if(waiting_, [&](const auto& entry) { return entry.second.expires_us <= now_us; });
    if (waiting_.size() >= kMaxTickets) return std::nullopt;
  }
  Issued issued{.ticket = random_.token(kTicketCharacters), .expires_us = now_us + kLifetimeUs};
  waiting_.emplace(issued.ticket, Waiting{std::move(identity), issued.expires_us});
  return issued;
}

std::optional<call::BrowserIdentity> TicketTable::redeem(std::string_view ticket,
                                                         std::string_view session,
                                                         std::int64_t now_us) {
  const auto found = waiting_.find(std::string(ticket));
  if (found == waiting_.end()) return std::nullopt;
  Waiting waiting = std::move(found->second);
  waiting_.erase(found);
  if (waiting.expires_us <= now_us || waiting.identity.session != session) return std::nullopt;
  return std::move(waiting.identity);
}

void TicketTable::forget_session(std::string_view session) {
  std::erase_if(waiting_,
                [&](const auto& entry) { return entry.second.identity.session == session; });
}

}  // namespace sidetone::api
