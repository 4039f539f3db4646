#pragma once

#include "base/random.h"
#include "directory/login_session.h"
#include "sip/auth/hash.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sidetone::api {

/// The login sessions that are alive, by the hash of their cookie's token. A session that is used
/// lives on; one that is not ends after a day.
class SessionTable {
 public:
  static constexpr std::int64_t kLifetimeUs = std::int64_t{24} * 3'600 * 1'000'000;
  /// A session is written anew at most this often, so that use costs no disk.
  static constexpr std::int64_t kRenewUs = std::int64_t{3'600} * 1'000'000;
  static constexpr std::size_t kMaxSessions = 100'000;

  explicit SessionTable(Random& random) : random_(random) {}

  void restore(directory::LoginSession session);
  struct Created {
    std::string token;  ///< For the cookie; nobody keeps it.
    directory::LoginSession session;
  };
  [[nodiscard]] Created create(directory::TenantId tenant, directory::UserId user,
                               std::int64_t now_us);
  /// nullptr: no such session, or it has ended.
  [[nodiscard]] const directory::LoginSession* find(std::string_view token, std::int64_t now_us);
  /// The session with a later end, if it is time to say so.
  [[nodiscard]] std::optional<directory::LoginSession> renewed(const std::string& token_hash,
                                                               std::int64_t now_us);
  [[nodiscard]] const directory::LoginSession* by_hash(const std::string& token_hash,
                                                       std::int64_t now_us) const;
  void remove(const std::string& token_hash);
  /// Those that ran out or had to make room since the last time: what they opened is to be closed.
  [[nodiscard]] std::vector<directory::LoginSession> take_ended(std::int64_t now_us);
  [[nodiscard]] std::size_t size() const { return sessions_.size(); }

 private:
  void make_room();
  using Sessions = std::unordered_map<std::string, directory::LoginSession>;
  Sessions::iterator end(Sessions::iterator session);

  Random& random_;
  sip::Hasher hasher_;
  Sessions sessions_;
  std::vector<directory::LoginSession> ended_;
};

}  // namespace sidetone::api
