#pragma once

#include "base/random.h"
#include "call/browser_identity.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sidetone::api {

/// One-time tickets for SIP WebSockets (S3): each opens one connection, within seconds, and only
/// together with the session that asked for it.
class TicketTable {
 public:
  static constexpr std::int64_t kLifetimeUs = std::int64_t{30} * 1'000'000;
  static constexpr std::size_t kMaxTickets = 50'000;

  explicit TicketTable(Random& random) : random_(random) {}

  struct Issued {
    std::string ticket;
    std::int64_t expires_us = 0;
  };
  /// nullopt: too many wait to be used.
  [[nodiscard]] std::optional<Issued> issue(call::BrowserIdentity identity, std::int64_t now_us);
  /// The identity behind it, once; nullopt for a used, late, foreign or invented ticket.
  [[nodiscard]] std::optional<call::BrowserIdentity> redeem(std::string_view ticket,
                                                            std::string_view session,
                                                            std::int64_t now_us);
  void forget_session(std::string_view session);

 private:
  struct Waiting {
    call::BrowserIdentity identity;
    std::int64_t expires_us = 0;
  };
  Random& random_;
  std::unordered_map<std::string, Waiting> waiting_;
};

}  // namespace sidetone::api
