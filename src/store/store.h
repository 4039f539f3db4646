#pragma once

#include "base/expected.h"
#include "base/random.h"
#include "call/cdr.h"
#include "directory/memory_directory.h"
#include "store/accounts.h"
#include "store/cdr_writer.h"
#include "store/demo.h"
#include "store/history.h"
#include "store/worker.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::store {

/// The database of one server: accounts, login sessions and call records. Lives on the control
/// thread; every question that touches the disk or hashes a password is answered later through
/// the executor, and a database that is gone or slow never holds up a call.
class Store {
 public:
  struct Config {
    std::filesystem::path state_dir;
    std::optional<DemoOptions> demo;
    std::int64_t now_us = 0;  ///< Wall clock: sessions that ended before are forgotten.
  };
  /// Opens or makes `state_dir/sidetone.db`. The error is one line.
  [[nodiscard]] static Expected<std::unique_ptr<Store>, std::string> open(const Config& config,
                                                                          Random& random,
                                                                          Executor executor);
  ~Store();

  [[nodiscard]] const directory::MemoryDirectory& directory() const { return directory_; }
  [[nodiscard]] const std::optional<Demo>& demo() const { return demo_; }
  /// The login sessions that were alive when it was opened.
  [[nodiscard]] const std::vector<LoginSession>& sessions() const { return sessions_; }

  enum class LoginFailure : std::uint8_t { kWrong, kUnavailable };
  using LoginResult = Expected<Login, LoginFailure>;
  /// The same work and time whether or not there is such a user.
  void check_login(std::string email, std::string password,
                   std::function<void(LoginResult)> answer);

  void save(const LoginSession& session);
  void remove_session(const std::string& token_hash);

  /// nullopt: the database cannot answer now.
  using HistoryResult = std::optional<std::vector<call::Cdr>>;
  void history(const HistoryQuery& query, std::function<void(HistoryResult)> answer);

  void write(call::Cdr cdr) { cdrs_->write(std::move(cdr)); }
  /// Who is told, on the executor, that records are on the disk.
  void on_written(std::function<void(const call::Cdr&)> written) { written_ = std::move(written); }
  [[nodiscard]] CdrWriter::Counters cdr_counters() const { return cdrs_->counters(); }

 private:
  Store(std::filesystem::path database, Executor executor);
  std::optional<Login> read_login(const std::string& email, bool& available);
  void start_writer(const std::filesystem::path& state_dir);

  std::filesystem::path database_;
  Executor executor_;
  directory::MemoryDirectory directory_;
  std::optional<Demo> demo_;
  std::vector<LoginSession> sessions_;
  std::function<void(const call::Cdr&)> written_;
  std::unique_ptr<soci::session> sql_;  ///< Used by `disk_` alone once it is running.
  std::unique_ptr<CdrWriter> cdrs_;
  std::unique_ptr<Worker> disk_;
  std::unique_ptr<Worker> passwords_;
};

}  // namespace sidetone::store
