#pragma once

#include "base/strong_id.h"
#include "base/time.h"
#include "sip/transport.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sidetone::sip {

/// An address-of-record: the public name under which devices register. `tenant` is whatever number
/// the owner gives to a domain; names of two tenants never meet.
struct Aor {
  std::uint64_t tenant = 0;
  std::string user;
  auto operator<=>(const Aor&) const = default;
};

using BindingId = StrongId<struct BindingTag>;

/// One device that can be reached under an address-of-record [RFC3261 §10.3]. Values only: what is
/// needed to reach it again after a restart stands here.
struct Binding {
  BindingId id;
  std::string contact;  ///< URI as the device wrote it: the Request-URI of a call to it.
  /// The flow over which it registered; requests go back over it [RFC5626 §5.3]. A browser's
  /// contact is an `.invalid` host: the flow is the only way to it.
  Peer peer;
  std::string instance;      ///< +sip.instance without quotes: "<urn:uuid:…>"; may be empty.
  std::uint32_t reg_id = 0;  ///< 0: none.
  std::uint16_t q = 1000;    ///< Thousandths.
  Instant expires_at;
  std::string call_id;
  std::uint32_t cseq = 0;
  std::vector<std::string> path;  ///< Path values in order [RFC3327]: Route of a call to it.
  std::string user_agent;
};

}  // namespace sidetone::sip
