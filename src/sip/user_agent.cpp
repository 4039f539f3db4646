#include "sip/user_agent.h"

#include "sip/session/user_agent_core.h"

namespace sidetone::sip {

struct UserAgent::Impl : UserAgentCore {
  using UserAgentCore::UserAgentCore;
};

UserAgent::UserAgent(Config config, Random& random)
    : impl_(std::make_unique<Impl>(std::move(config), random)) {}

UserAgent::~UserAgent() = default;

void UserAgent::handle_bytes(const Peer& source, std::string_view bytes, Instant now) {
  impl_->handle_bytes(source, bytes, now);
}

void UserAgent::handle_flow_closed(FlowId flow, Instant now) {
  impl_->handle_flow_closed(flow, now);
}

void UserAgent::handle_transport_error(const Peer& target, Instant now) {
  impl_->handle_transport_error(target, now);
}

void UserAgent::handle_name_answer(std::uint64_t question, NameAnswer answer, Instant now) {
  impl_->handle_name_answer(question, std::move(answer), now);
}

void UserAgent::handle_time(Instant now) {
  impl_->handle_time(now);
}

SessionId UserAgent::invite(Invite invite, Instant now) {
  return impl_->invite(std::move(invite), now);
}

void UserAgent::ring(SessionId session, Ring ring, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.ring(std::move(ring), now); });
}

void UserAgent::answer(SessionId session, Answer answer, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.answer(std::move(answer), now); });
}

void UserAgent::refuse(SessionId session, Refuse refuse, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.refuse(refuse); });
}

void UserAgent::hang_up(SessionId session, std::string reason, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.hang_up(std::move(reason), now); });
}

void UserAgent::complete_offer(SessionId session, Sdp answer, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.complete_offer(std::move(answer), now); });
}

void UserAgent::change_session(SessionId session, Sdp offer, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.change(std::move(offer), now); });
}

void UserAgent::accept_offer(SessionId session, Sdp answer, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.accept_offer(std::move(answer), now); });
}

void UserAgent::refuse_offer(SessionId session, int status, Instant now) {
  impl_->with(session, now, [&](Session& s) { s.refuse_offer(status, now); });
}

void UserAgent::send_info(SessionId session, std::string content_type, std::string body,
                          Instant now) {
  impl_->with(session, now,
              [&](Session& s) { s.send_info(std::move(content_type), std::move(body)); });
}

void UserAgent::respond(ServerTransactionId transaction, const Response& response, Instant now) {
  impl_->respond(transaction, response, now);
}

ClientTransactionId UserAgent::request(Peer target, Request request, Instant now) {
  return impl_->request(target, std::move(request), now);
}

std::optional<UserAgent::Output> UserAgent::poll() {
  return impl_->poll();
}

Instant UserAgent::deadline() const {
  return impl_->deadline();
}

std::size_t UserAgent::open_transactions() const {
  return impl_->open_transactions();
}

std::size_t UserAgent::open_sessions() const {
  return impl_->open_sessions();
}

}  // namespace sidetone::sip
