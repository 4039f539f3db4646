#pragma once

#include "base/strong_id.h"
#include "base/time.h"
#include "directory/directory.h"
#include "media/control.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::call {

/// Names one call for the API, the CDR and the page, for ever: 128 random bits as 22 characters.
using CallId = std::string;

enum class CallResult : std::uint8_t {
  kAnswered,
  kMissed,    ///< Rang, nobody answered, the caller gave up.
  kNoAnswer,  ///< Rang until the time was over.
  kBusy,
  kDeclined,
  kCancelled,  ///< The caller gave up before it rang.
  kFailed,
};

/// How one leg ended up; one row of the CDR's `legs`.
struct CdrLeg {
  std::string extension;  ///< Ours, or empty.
  std::string number;     ///< As dialled or shown.
  std::string transport;  ///< "WSS", "UDP", …
  std::string user_agent;
  SocketAddress signalling;
  std::string path;  ///< "direct" or "relay"; empty before media was ready.
  bool answered = false;
  bool elsewhere = false;  ///< Stopped ringing because another device answered.
  int sip_status = 0;      ///< Final status of this leg; 0 when it was simply hung up.
  media::LegStatistics media;
};

/// One call as it was. Times are wall-clock microseconds since 1970 (the shard converts from its
/// Instant with the offset that app/ hands in). Written once, when the call has ended.
struct Cdr {
  CallId id;
  directory::TenantId tenant;
  std::string caller_number;
  std::string caller_name;
  std::string dialled;
  std::optional<directory::ExtensionId> caller_extension;
  std::optional<directory::ExtensionId> callee_extension;
  std::string callee_name;
  std::int64_t started_us = 0;
  std::int64_t ringing_us = 0;   ///< 0: never rang.
  std::int64_t answered_us = 0;  ///< 0: never answered.
  std::int64_t ended_us = 0;
  CallResult result = CallResult::kFailed;
  int sip_status = 0;
  int q850_cause = 0;
  std::string cause;  ///< Words: "Busy", "No such extension", …
  bool caller_hung_up = false;
  std::vector<CdrLeg> legs;  ///< The caller's first.
};

}  // namespace sidetone::call
