#pragma once

#include "base/deadline_heap.h"
#include "base/random.h"
#include "sip/identifiers.h"
#include "sip/session/session.h"
#include "sip/transaction/client_transactions.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/server_transactions.h"
#include "sip/transaction/transaction_key.h"
#include "sip/user_agent.h"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sidetone::sip {

/// The inside of UserAgent: owns the transactions of both sides and the sessions, and carries the
/// news of one to the other. What a message is about is decided here, what to do in the session.
///
///   bytes ─▶ parse ─▶ ServerTransactions ─▶ screen ─▶ Session ─▶ news for the owner
///                  └▶ ClientTransactions ────────────▶ Session ─▶ …
class UserAgentCore {
 public:
  UserAgentCore(UserAgent::Config config, Random& random);

  void handle_bytes(const Peer& source, std::string_view bytes, Instant now);
  void handle_flow_closed(FlowId flow, Instant now);
  void handle_transport_error(const Peer& target, Instant now);
  void handle_name_answer(std::uint64_t question, NameAnswer answer, Instant now);
  void handle_time(Instant now);

  SessionId invite(UserAgent::Invite invite, Instant now);
  ClientTransactionId request(const Peer& target, Request request, Instant now);
  void respond(ServerTransactionId transaction, const Response& response, Instant now);
  /// Has the session do something, when it still exists, and carries out what comes of it.
  template <typename Command>
  void with(SessionId session, Instant now, Command command) {
    const auto found = sessions_.find(session);
    if (found == sessions_.end()) return;
    command(found->second.session);
    settle(session, now);
    pump(now);
  }

  [[nodiscard]] std::optional<UserAgent::Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const;
  [[nodiscard]] std::size_t open_transactions() const { return client_.size() + server_.size(); }
  [[nodiscard]] std::size_t open_sessions() const { return sessions_.size(); }

 private:
  struct Entry {
    Session session;
    ClientTransactionId invite;  ///< Our last INVITE: what CANCEL cancels.
    FlowId flow;                 ///< As in by_flow_.
  };
  /// What a session sends while its next hop is looked for, in order.
  struct Held {
    std::string hop;
    std::vector<Session::Output> outputs;
  };
  enum class Owner : std::uint32_t { kNobody, kUserAgent };

  void handle_malformed(const Peer& source, std::string_view bytes, const ParseError& error);
  void on(ServerTransactions::NewRequest& request, Instant now);
  void on(ServerTransactions::AckReceived& ack, Instant now);
  void on(ClientTransactions::Received& received, Instant now);
  void on(ClientTransactions::Failed& failed, Instant now);
  void on(ClientTransactions::Closed& closed, Instant now);
  void on(NameSearches::Ask& ask, Instant now);
  void on(NameSearches::Done& done, Instant now);
  void on(auto& same_as_ours, Instant);  ///< Transmit and Dropped go up as they are.

  void on_invite(ServerTransactions::NewRequest& request, Instant now);
  void on_cancel(const ServerTransactions::NewRequest& request, Instant now);
  void on_in_dialog(ServerTransactions::NewRequest& request, Instant now);
  void refuse(const ServerTransactions::NewRequest& request, int status, const HeaderFields& extra,
              Instant now);
  [[nodiscard]] bool came_from_us(const Request& request) const;
  [[nodiscard]] SessionId session_with_tag(const HeaderFields& headers) const;

  void add(SessionId id, Session session, Instant now);
  void settle(SessionId id, Instant now);
  void carry_out(SessionId id, Entry& entry, Session::Output& output, Instant now);
  bool hold(SessionId id, Session::Output& output, Instant now);
  void release(SessionId id, Session::Output& output, Instant now,
               const std::vector<ServerSearch::Server>& servers);
  void forget(SessionId id);
  void pump(Instant now);

  UserAgent::Config config_;
  Random& random_;
  SessionSettings settings_;
  ClientTransactions client_;
  ServerTransactions server_;
  NameSearches searches_;
  std::unordered_map<SessionId, Held> held_;
  std::uint64_t last_session_ = 0;
  std::unordered_map<SessionId, Entry> sessions_;
  std::unordered_map<std::string, SessionId, StringHash, std::equal_to<>> by_tag_;
  std::set<std::pair<FlowId, SessionId>> by_flow_;
  DeadlineHeap<SessionId> deadlines_;
  OutputQueue<UserAgent::Output> outputs_;
};

}  // namespace sidetone::sip
