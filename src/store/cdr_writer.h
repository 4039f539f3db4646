#pragma once

#include "call/cdr.h"
#include "store/cdr_spool.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace soci {
class session;
}

namespace sidetone::store {

/// Makes call records durable without ever making a call wait: a thread of its own commits all
/// that wait in one transaction. While the database cannot take them they go into the spool file,
/// and while that cannot either they wait here; a record that came twice is stored once.
class CdrWriter {
 public:
  struct Counters {
    std::uint64_t written = 0;
    std::uint64_t spooled = 0;
    std::uint64_t failed_commits = 0;
    std::uint64_t dropped = 0;  ///< More than kMaxWaiting at once: database and spool both gone.
    /// The spool was there but could not be read or removed; tried again.
    std::uint64_t spool_failures = 0;
    /// Something in the spool was no call record: the file is kept as `cdr-spool.bad`.
    std::uint64_t spools_set_aside = 0;
    std::size_t waiting = 0;
  };
  /// Called on the writer's thread after the commit that made them durable.
  using Written = std::function<void(std::vector<call::Cdr>)>;

  CdrWriter(std::filesystem::path database, std::filesystem::path spool, Written written);
  /// Writes what waits, to the database or to the spool, then ends.
  ~CdrWriter();
  CdrWriter(const CdrWriter&) = delete;
  CdrWriter& operator=(const CdrWriter&) = delete;

  /// Never blocks.
  void write(call::Cdr cdr);
  [[nodiscard]] Counters counters() const;

 private:
  static constexpr std::size_t kMaxWaiting = 100'000;
  static constexpr std::size_t kMaxBatch = 1'000;

  void run();
  std::vector<call::Cdr> take_batch();
  void store(std::vector<call::Cdr> batch);
  bool commit(const std::vector<call::Cdr>& batch);
  void replay_spool();
  void count(std::uint64_t Counters::* counter, std::uint64_t by = 1);
  void put_back(std::vector<call::Cdr> batch);

  std::filesystem::path database_;
  CdrSpool spool_;
  Written written_;
  std::unique_ptr<soci::session> sql_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<call::Cdr> waiting_;
  Counters counters_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sidetone::store
