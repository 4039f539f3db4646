#include "app/neighbours.h"

namespace sidetone::app {

void StoredAccounts::check_login(std::string email, std::string password,
                                 std::function<void(LoginResult)> answer) {
  store_.check_login(
      std::move(email), std::move(password),
      [answer = std::move(answer)](const store::Store::LoginResult& result) {
        if (result) return answer(Login{result->tenant, result->user});
        const bool wrong = result.error() == store::Store::LoginFailure::kWrong;
        answer(unexpected(wrong ? LoginFailure::kWrong : LoginFailure::kUnavailable));
      });
}

void StoredAccounts::save_session(const directory::LoginSession& session) {
  store_.save(session);
}

void StoredAccounts::remove_session(const std::string& token_hash) {
  store_.remove_session(token_hash);
}

void StoredAccounts::history(const call::HistoryQuery& query, std::function<void(History)> answer) {
  store_.history(query, std::move(answer));
}

std::vector<call::CallView> ShardTelephone::calls_of(directory::TenantId tenant,
                                                     directory::ExtensionId extension) const {
  return shard_->switchboard().calls_of(tenant, extension);
}

std::size_t ShardTelephone::softphones_of(directory::TenantId tenant,
                                          directory::ExtensionId extension) const {
  return shard_->switchboard().softphones_of(tenant, extension);
}

bool ShardTelephone::hang_up(directory::TenantId tenant, directory::ExtensionId extension,
                             std::string_view call) {
  return shard_->hang_up(tenant, extension, call);
}

void ShardTelephone::revoke_session(std::string_view session) {
  shard_->revoke_session(session);
}

std::shared_ptr<net::WebSocketHandler> ShardTelephone::accept_browser(
    call::BrowserIdentity identity) {
  return transport_.accept_browser(std::move(identity));
}

void CallNews::handle_call_changed(const call::CallView& view) {
  api_.handle_call_changed(view);
}

void CallNews::handle_call_ended(call::Cdr cdr) {
  api_.handle_call_ended(cdr);
  store_.write(std::move(cdr));
}

void CallNews::handle_registration_changed(const call::Switchboard::RegistrationChanged& change) {
  api_.handle_registration_changed(change.tenant, change.extension, change.softphones > 0);
}

}  // namespace sidetone::app
