#pragma once

#include "api/api.h"
#include "app/shard.h"
#include "app/sip_transport.h"
#include "store/store.h"

namespace sidetone::app {

/// The database as the API wants it.
class StoredAccounts final : public api::Accounts {
 public:
  explicit StoredAccounts(store::Store& store) : store_(store) {}
  void check_login(std::string email, std::string password,
                   std::function<void(LoginResult)> answer) override;
  void save_session(const directory::LoginSession& session) override;
  void remove_session(const std::string& token_hash) override;
  void history(const call::HistoryQuery& query, std::function<void(History)> answer) override;

 private:
  store::Store& store_;
};

/// The shard as the API wants it.
class ShardTelephone final : public api::Telephone {
 public:
  explicit ShardTelephone(SipTransport& transport) : transport_(transport) {}
  /// Before the first request.
  void set_shard(Shard& shard) { shard_ = &shard; }

  [[nodiscard]] std::vector<call::CallView> calls_of(
      directory::TenantId tenant, directory::ExtensionId extension) const override;
  [[nodiscard]] std::size_t softphones_of(directory::TenantId tenant,
                                          directory::ExtensionId extension) const override;
  bool hang_up(directory::TenantId tenant, directory::ExtensionId extension,
               std::string_view call) override;
  void revoke_session(std::string_view session) override;
  std::shared_ptr<net::WebSocketHandler> accept_browser(call::BrowserIdentity identity) override;

 private:
  SipTransport& transport_;
  Shard* shard_ = nullptr;
};

/// What happens to calls goes to the pages and to the database.
class CallNews final : public CallObserver {
 public:
  CallNews(api::Api& api, store::Store& store) : api_(api), store_(store) {}
  void handle_call_changed(const call::CallView& view) override;
  void handle_call_ended(call::Cdr cdr) override;
  void handle_registration_changed(const call::Switchboard::RegistrationChanged& change) override;

 private:
  api::Api& api_;
  store::Store& store_;
};

}  // namespace sidetone::app
