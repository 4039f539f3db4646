#pragma once

#include "call/cdr.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace sidetone::store {

/// Where a page of the history begins: behind this call.
struct HistoryCursor {
  std::int64_t ended_us = 0;
  call::CallId id;
};

struct HistoryQuery {
  directory::TenantId tenant;
  directory::ExtensionId extension;
  int limit = 50;
  std::optional<HistoryCursor> before;
};

/// Calls of that extension that are over, newest first; without their legs.
[[nodiscard]] std::vector<call::Cdr> read_history(soci::session& sql, const HistoryQuery& query);

}  // namespace sidetone::store
