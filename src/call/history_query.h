#pragma once

#include "call/cdr.h"

#include <cstdint>
#include <optional>

namespace sidetone::call {

/// Where a page of the history begins: behind this call.
struct HistoryCursor {
  std::int64_t ended_us = 0;
  CallId id;
};

/// Calls of one extension that are over, newest first.
struct HistoryQuery {
  directory::TenantId tenant;
  directory::ExtensionId extension;
  int limit = 50;
  std::optional<HistoryCursor> before;
};

}  // namespace sidetone::call
