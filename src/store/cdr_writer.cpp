#include "store/cdr_writer.h"

#include "store/cdr_json.h"
#include "store/database.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <soci/soci.h>
#include <utility>

namespace sidetone::store {
namespace {

/// While the database is gone it is tried this often.
constexpr auto kRetry = std::chrono::seconds(1);

std::optional<long long> id_of(const std::optional<directory::ExtensionId>& extension) {
  if (!extension) return std::nullopt;
  return static_cast<long long>(extension->value());
}

void insert(soci::session& sql, const call::Cdr& cdr) {
  const auto tenant = static_cast<long long>(cdr.tenant.value());
  const std::optional<long long> caller = id_of(cdr.caller_extension);
  const std::optional<long long> callee = id_of(cdr.callee_extension);
  const long long caller_id = caller.value_or(0), callee_id = callee.value_or(0);
  soci::indicator has_caller = caller ? soci::i_ok : soci::i_null;
  soci::indicator has_callee = callee ? soci::i_ok : soci::i_null;
  const auto started = static_cast<long long>(cdr.started_us);
  const auto ringing = static_cast<long long>(cdr.ringing_us);
  const auto answered = static_cast<long long>(cdr.answered_us);
  const auto ended = static_cast<long long>(cdr.ended_us);
  const int result = static_cast<int>(cdr.result), hung_up = cdr.caller_hung_up ? 1 : 0;
  const std::string legs = legs_to_json(cdr.legs);
  // The same record may come once more, from the spool: it is there already.
  sql << "INSERT INTO cdr (tenant_id, id, caller_number, caller_name, dialled, caller_extension, "
         "callee_extension, callee_name, started_us, ringing_us, answered_us, ended_us, result, "
         "sip_status, q850_cause, cause, caller_hung_up, legs) VALUES (:tenant, :id, :number, "
         ":name, :dialled, :caller, :callee, :callee_name, :started, :ringing, :answered, :ended, "
         ":result, :status, :q850, :cause, :hung_up, :legs) ON CONFLICT DO NOTHING",
      soci::use(tenant), soci::use(cdr.id), soci::use(cdr.caller_number),
      soci::use(cdr.caller_name), soci::use(cdr.dialled), soci::use(caller_id, has_caller),
      soci::use(callee_id, has_callee), soci::use(cdr.callee_name), soci::use(started),
      soci::use(ringing), soci::use(answered), soci::use(ended), soci::use(result),
      soci::use(cdr.sip_status), soci::use(cdr.q850_cause), soci::use(cdr.cause),
      soci::use(hung_up), soci::use(legs);
}

}  // namespace

CdrWriter::CdrWriter(std::filesystem::path database, std::filesystem::path spool, Written written)
    : database_(std::move(database)),
      spool_(std::move(spool)),
      written_(std::move(written)),
      thread_([this] { run(); }) {}

CdrWriter::~CdrWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void CdrWriter::write(call::Cdr cdr) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMaxWaiting) {
      ++counters_.dropped;
      return;
    }
    waiting_.push_back(std::move(cdr));
  }
  changed_.notify_one();
}

CdrWriter::Counters CdrWriter::counters() const {
  const std::lock_guard lock(mutex_);
  Counters counters = counters_;
  counters.waiting = waiting_.size();
  return counters;
}

void CdrWriter::run() {
  if (!spool_.empty()) replay_spool();
  while (true) {
    const bool spooled = !spool_.empty();  // Asks the disk: once a turn, and not under the lock.
    {
      std::unique_lock lock(mutex_);
      const auto ready = [this] { return stopping_ || !waiting_.empty(); };
      // With something in the spool the database is tried again even if no call ends.
      if (spooled) {
        changed_.wait_for(lock, kRetry, ready);
      } else {
        changed_.wait(lock, ready);
      }
      if (stopping_ && waiting_.empty()) return;
    }
    if (spooled) replay_spool();
    if (auto batch = take_batch(); !batch.empty()) store(std::move(batch));
  }
}

std::vector<call::Cdr> CdrWriter::take_batch() {
  const std::lock_guard lock(mutex_);
  const auto count = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMaxBatch));
  std::vector<call::Cdr> batch(std::make_move_iterator(waiting_.begin()),
                               std::make_move_iterator(waiting_.begin() + count));
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  return batch;
}

void CdrWriter::store(std::vector<call::Cdr> batch) {
  if (commit(batch)) {
    written_(std::move(batch));
    return;
  }
  if (spool_.append(batch)) return count(&Counters::spooled, batch.size());
  put_back(std::move(batch));
}

void CdrWriter::put_back(std::vector<call::Cdr> batch) {
  std::unique_lock lock(mutex_);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                  std::make_move_iterator(batch.end()));
  if (stopping_) {
    counters_.dropped += waiting_.size();
    waiting_.clear();
    return;
  }
  changed_.wait_for(lock, kRetry, [this] { return stopping_; });
}

bool CdrWriter::commit(const std::vector<call::Cdr>& batch) try {
  if (!sql_) {
    auto opened = open_database(database_);
    if (!opened) throw soci::soci_error(opened.error());
    sql_ = std::move(*opened);
  }
  soci::transaction transaction(*sql_);
  for (const call::Cdr& cdr : batch) insert(*sql_, cdr);
  transaction.commit();
  count(&Counters::written, batch.size());
  return true;
} catch (const soci::soci_error&) {
  sql_.reset();
  count(&Counters::failed_commits);
  return false;
}

void CdrWriter::replay_spool() {
  auto contents = spool_.read();
  if (!contents) return count(&Counters::spool_failures);
  if (!contents->cdrs.empty() && !commit(contents->cdrs)) return;
  const bool gone = contents->damaged ? spool_.set_aside() : spool_.clear();
  // It comes again, and only then is it news: otherwise it would be every second.
  if (!gone) return count(&Counters::spool_failures);
  if (contents->damaged) count(&Counters::spools_set_aside);
  if (!contents->cdrs.empty()) written_(std::move(contents->cdrs));
}

void CdrWriter::count(std::uint64_t Counters::* counter, std::uint64_t by) {
  const std::lock_guard lock(mutex_);
  counters_.*counter += by;
}

}  // namespace sidetone::store
