#pragma once

#include "call/cdr.h"
#include "call/history_query.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace soci {
class session;
}

namespace sidetone::store {

using call::HistoryQuery;

/// Calls of that extension that are over, newest first; without their legs.
[[nodiscard]] std::vector<call::Cdr> read_history(soci::session& sql, const HistoryQuery& query);

}  // namespace sidetone::store
