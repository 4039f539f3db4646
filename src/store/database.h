#pragma once

#include "base/expected.h"

#include <filesystem>
#include <memory>
#include <soci/soci.h>
#include <string>

namespace sidetone::store {

/// A connection to the SQLite database in `file`: WAL, `synchronous=FULL`, foreign keys, and five
/// seconds of patience with other connections. One thread uses it at a time.
[[nodiscard]] Expected<std::unique_ptr<soci::session>, std::string> open_database(
    const std::filesystem::path& file);

}  // namespace sidetone::store
