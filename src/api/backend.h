#pragma once

#include "base/expected.h"
#include "call/browser_identity.h"
#include "call/history_query.h"
#include "call/view.h"
#include "directory/login_session.h"
#include "net/web_socket.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::api {

/// The database, as far as the API needs it. Answers come later, on the loop's thread.
class Accounts {
 public:
  struct Login {
    directory::TenantId tenant;
    directory::UserId user;
  };
  enum class LoginFailure : std::uint8_t { kWrong, kUnavailable };
  using LoginResult = Expected<Login, LoginFailure>;
  /// nullopt: the database cannot answer now.
  using History = std::optional<std::vector<call::Cdr>>;

  virtual ~Accounts() = default;
  virtual void check_login(std::string email, std::string password,
                           std::function<void(LoginResult)> answer) = 0;
  virtual void save_session(const directory::LoginSession& session) = 0;
  virtual void remove_session(const std::string& token_hash) = 0;
  virtual void history(const call::HistoryQuery& query, std::function<void(History)> answer) = 0;
};

/// The telephone side of the server.
class Telephone {
 public:
  virtual ~Telephone() = default;
  [[nodiscard]] virtual std::vector<call::CallView> calls_of(
      directory::TenantId tenant, directory::ExtensionId extension) const = 0;
  [[nodiscard]] virtual std::size_t softphones_of(directory::TenantId tenant,
                                                  directory::ExtensionId extension) const = 0;
  virtual bool hang_up(directory::TenantId tenant, directory::ExtensionId extension,
                       std::string_view call) = 0;
  virtual void revoke_session(std::string_view session) = 0;
  /// The handler of a WebSocket for SIP whose handshake was proved.
  virtual std::shared_ptr<net::WebSocketHandler> accept_browser(call::BrowserIdentity identity) = 0;
};

}  // namespace sidetone::api
