#include "store/store.h"

#include "store/database.h"
#include "store/migrations.h"
#include "store/password.h"

#include <fmt/format.h>
#include <utility>

namespace sidetone::store {
namespace {

constexpr std::size_t kMaxPasswordChecks = 64;
constexpr std::size_t kMaxQueries = 1'000;

}  // namespace

Store::Store(std::filesystem::path database, Executor executor)
    : database_(std::move(database)), executor_(std::move(executor)) {}

// The last records first, whatever else is still to be done; then each worker before those to
// which its jobs hand on.
Store::~Store() {
  cdrs_.reset();
  disk_.reset();
  passwords_.reset();
}

Expected<std::unique_ptr<Store>, std::string> Store::open(const Config& config, Random& random,
                                                          Executor executor) try {
  std::filesystem::create_directories(config.state_dir);
  std::unique_ptr<Store> store(new Store(config.state_dir / "sidetone.db", std::move(executor)));
  auto sql = open_database(store->database_);
  if (!sql) return unexpected(sql.error());
  store->sql_ = std::move(*sql);
  if (const auto migrated = migrate(*store->sql_); !migrated) {
    return unexpected(fmt::format("{}: {}", store->database_.string(), migrated.error()));
  }
  if (config.demo) store->demo_ = seed_demo(*store->sql_, *config.demo, random);
  store->directory_.assign(read_directory(*store->sql_));
  if (store->demo_) store->directory_.set_default_tenant(store->demo_->tenant);
  store->sessions_ = read_sessions(*store->sql_, config.now_us);
  store->start_writer(config.state_dir);
  store->disk_ = std::make_unique<Worker>(kMaxQueries);
  store->passwords_ = std::make_unique<Worker>(kMaxPasswordChecks);
  return store;
} catch (const std::exception& error) {
  return unexpected(fmt::format("{}: {}", config.state_dir.string(), error.what()));
}

void Store::start_writer(const std::filesystem::path& state_dir) {
  cdrs_ = std::make_unique<CdrWriter>(database_, state_dir / "cdr-spool",
                                      [this](std::vector<call::Cdr> cdrs) {
                                        executor_([this, cdrs = std::move(cdrs)] {
                                          if (!written_) return;
                                          for (const call::Cdr& cdr : cdrs) written_(cdr);
                                        });
                                      });
}

void Store::check_login(std::string email, std::string password,
                        std::function<void(LoginResult)> answer) {
  const auto reply = [this, answer = std::move(answer)](LoginResult result) {
    executor_([answer, result = std::move(result)] { answer(result); });
  };
  const auto check = [this, reply,
                      password = std::move(password)](const std::optional<Login>& login) {
    const bool posted = passwords_->post([reply, password, login] {
      const bool right = verify_password(password, login ? login->password_hash : nobodys_hash());
      reply(right && login ? LoginResult(*login) : unexpected(LoginFailure::kWrong));
    });
    if (!posted) reply(unexpected(LoginFailure::kUnavailable));
  };
  const bool posted = disk_->post([this, reply, check, email = std::move(email)] {
    bool available = true;
    const auto login = read_login(email, available);
    if (!available) return reply(unexpected(LoginFailure::kUnavailable));
    check(login);
  });
  if (!posted) reply(unexpected(LoginFailure::kUnavailable));
}

std::optional<Login> Store::read_login(const std::string& email, bool& available) try {
  return find_login(*sql_, email);
} catch (const soci::soci_error&) {
  available = false;
  return std::nullopt;
}

void Store::save(const LoginSession& session) {
  // A session that could not be written lives on in memory; only a restart forgets it.
  (void)disk_->post([this, session] {
    try {
      save_session(*sql_, session);
    } catch (const soci::soci_error&) {}  // NOLINT(bugprone-empty-catch): it lives on in memory.
  });
}

void Store::remove_session(const std::string& token_hash) {
  (void)disk_->post([this, token_hash] {
    try {
      delete_session(*sql_, token_hash);
    } catch (const soci::soci_error&) {}  // NOLINT(bugprone-empty-catch): it ends by its own age.
  });
}

void Store::history(const HistoryQuery& query, std::function<void(HistoryResult)> answer) {
  const auto reply = [this, answer = std::move(answer)](HistoryResult result) {
    executor_([answer, result = std::move(result)]() mutable { answer(std::move(result)); });
  };
  const bool posted = disk_->post([this, reply, query] {
    try {
      reply(read_history(*sql_, query));
    } catch (const soci::soci_error&) {
      reply(std::nullopt);
    }
  });
  if (!posted) reply(std::nullopt);
}

}  // namespace sidetone::store
