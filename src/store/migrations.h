#pragma once

#include "base/expected.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace soci {
class session;  // NOLINT(readability-identifier-naming): SOCI's name.
}

namespace sidetone::store {

/// One step from a schema version to the next; its statements run in one transaction. Steps are
/// only ever added: a database of any earlier version finds its way forward.
struct Migration {
  std::string_view name;
  std::span<const std::string_view> statements;
};

[[nodiscard]] std::span<const Migration> migrations();

/// Brings the database to `target` (all of them by default). An error is one line for the
/// administrator: a database of a newer version, or what the database said.
[[nodiscard]] Expected<void, std::string> migrate(soci::session& sql,
                                                  std::size_t target = migrations().size());
/// The version it has; 0 for an empty one.
[[nodiscard]] std::size_t schema_version(soci::session& sql);

}  // namespace sidetone::store
