#pragma once

#include "call/cdr.h"
#include "directory/directory.h"

#include <cstdint>
#include <string>

namespace sidetone::call {

enum class CallState : std::uint8_t {
  kRinging,    ///< Nobody answered yet.
  kEarly,      ///< Nobody answered yet, and the caller hears what a phone sends meanwhile.
  kConfirmed,  ///< Both talk.
  kEnded,
};

/// One live call as one extension sees it: what the API lists and the event stream carries.
struct CallView {
  CallId id;
  directory::TenantId tenant;
  directory::ExtensionId extension;  ///< Whose view this is.
  bool outgoing = false;
  CallState state = CallState::kRinging;
  std::string peer_number;
  std::string peer_name;
  std::int64_t started_us = 0;   ///< Wall clock, microseconds since 1970.
  std::int64_t answered_us = 0;  ///< 0: not yet.
  bool operator==(const CallView&) const = default;
};

}  // namespace sidetone::call
