#include "store/history.h"

#include <limits>
#include <soci/soci.h>

namespace sidetone::store {
namespace {

std::optional<directory::ExtensionId> extension_at(const soci::row& row, std::size_t column) {
  if (row.get_indicator(column) != soci::i_ok) return std::nullopt;
  return directory::ExtensionId(static_cast<std::uint64_t>(row.get<long long>(column)));
}

call::Cdr cdr_of(const soci::row& row) {
  return {.id = row.get<std::string>(1),
          .tenant = directory::TenantId(static_cast<std::uint64_t>(row.get<long long>(0))),
          .caller_number = row.get<std::string>(2),
          .caller_name = row.get<std::string>(3),
          .dialled = row.get<std::string>(4),
          .caller_extension = extension_at(row, 5),
          .callee_extension = extension_at(row, 6),
          .callee_name = row.get<std::string>(7),
          .started_us = row.get<long long>(8),
          .ringing_us = row.get<long long>(9),
          .answered_us = row.get<long long>(10),
          .ended_us = row.get<long long>(11),
          .result = static_cast<call::CallResult>(row.get<int>(12)),
          .sip_status = row.get<int>(13),
          .q850_cause = row.get<int>(14),
          .cause = row.get<std::string>(15),
          .caller_hung_up = row.get<int>(16) != 0};
}

constexpr const char* kQuery =
    "SELECT tenant_id, id, caller_number, caller_name, dialled, caller_extension, "
    "callee_extension, callee_name, started_us, ringing_us, answered_us, ended_us, result, "
    "sip_status, q850_cause, cause, caller_hung_up FROM cdr "
    "WHERE tenant_id = :tenant AND (caller_extension = :caller OR callee_extension = :callee) "
    "AND (ended_us < :ended OR (ended_us = :same AND id < :id)) "
    "ORDER BY ended_us DESC, id DESC LIMIT :limit";

}  // namespace

std::vector<call::Cdr> read_history(soci::session& sql, const HistoryQuery& query) {
  const auto tenant = static_cast<long long>(query.tenant.value());
  const auto extension = static_cast<long long>(query.extension.value());
  const long long ended =
      query.before ? query.before->ended_us : std::numeric_limits<std::int64_t>::max();
  const std::string id = query.before ? query.before->id : std::string();
  const soci::rowset<soci::row> rows =
      (sql.prepare << kQuery, soci::use(tenant), soci::use(extension), soci::use(extension),
       soci::use(ended), soci::use(ended), soci::use(id), soci::use(query.limit));
  std::vector<call::Cdr> cdrs;
  for (const soci::row& row : rows) cdrs.push_back(cdr_of(row));
  return cdrs;
}

}  // namespace sidetone::store
