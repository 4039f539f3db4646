#include "store/database.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace sidetone::store {

Expected<std::unique_ptr<soci::session>, std::string> open_database(
    const std::filesystem::path& file) try {
  auto sql = std::make_unique<soci::session>(soci::sqlite3,
                                             fmt::format(R"(db="{}" timeout=5)", file.string()));
  *sql << "PRAGMA journal_mode=WAL";
  *sql << "PRAGMA synchronous=FULL";
  *sql << "PRAGMA foreign_keys=ON";
  return sql;
} catch (const soci::soci_error& error) {
  return unexpected(fmt::format("{}: {}", file.string(), error.what()));
}

}  // namespace sidetone::store
