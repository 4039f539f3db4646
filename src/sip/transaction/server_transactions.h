#pragma once

#include "base/deadline_heap.h"
#include "base/random.h"
#include "sip/identifiers.h"
#include "sip/transaction/invite_server.h"
#include "sip/transaction/non_invite_server.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/transaction_key.h"
#include "sip/transport.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace sidetone::sip {

/// Seconds for the Retry-After of a 503 [RFC3261 §21.5.4]: spread, so that those refused do not
/// return all at once.
[[nodiscard]] std::string retry_after(Random& random);

/// Every request that came in and is not settled yet: tells a new one from a copy [RFC3261
/// §17.2.3], from the same one arriving by two ways (482 [§8.2.2.2]) and from a CANCEL of another
/// [§9.2]; stamps Via and sends each answer back where its request came from.
///
/// Bounded: when full, a new request gets 503 with Retry-After and no transaction. A tenth is kept
/// for requests inside of dialogs, so that standing calls can be changed and ended.
/// Owner's duty: call one handle_*() or command, drain poll(), sleep until deadline().
class ServerTransactions {
 public:
  struct Transmit {
    Datagram datagram;
  };
  /// respond() is owed. Via is stamped.
  struct NewRequest {
    ServerTransactionId transaction;
    Request request;
    Peer source;
    ServerTransactionId cancels;  ///< The INVITE that this CANCEL means; 0 when it finds none.
  };
  /// The ACK of a 2xx; that of a refusal is settled here.
  struct AckReceived {
    Request request;
    Peer source;
  };
  struct Dropped {
    std::string_view why;
  };
  using Output = std::variant<Transmit, NewRequest, AckReceived, Dropped>;

  ServerTransactions(std::size_t max_transactions, Random& random)
      : max_transactions_(max_transactions), random_(random) {}

  void handle_request(Request request, const Peer& source, Instant now);
  void handle_time(Instant now);

  void respond(ServerTransactionId transaction, const Response& response, Instant now);
  /// Sends the last response to an INVITE once more.
  void repeat(ServerTransactionId invite);
  /// Answers without a transaction, for what gets none. The top Via is stamped already.
  void respond_statelessly(const Response& response, const Peer& source);

  /// The session that an INVITE opened, so that its CANCEL finds it.
  void assign(ServerTransactionId invite, SessionId session);
  [[nodiscard]] SessionId session_of(ServerTransactionId invite) const;

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const { return deadlines_.next(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Machine = std::variant<InviteServer, NonInviteServer>;
  struct Entry {
    Machine machine;
    Peer reply_to;
    std::string_view key;        ///< In by_key_.
    std::string_view merge_key;  ///< In by_merge_key_; empty inside of dialogs.
    std::string to_tag;          ///< Of our final answer to an INVITE, for ACKs of RFC 2543.
    SessionId session;
  };

  void handle_known(ServerTransactionId id, Request request, const Peer& source, Instant now);
  /// A request of no transaction that we know.
  struct Fresh {
    Request request;
    const Peer& source;
    const Via& via;
    std::string merge_key;
  };
  void handle_new(Fresh fresh, Instant now);
  bool refuse_early(const Fresh& fresh);
  void settle(ServerTransactionId id);
  void erase(ServerTransactionId id);

  std::size_t max_transactions_;
  Random& random_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<ServerTransactionId, Entry> entries_;
  std::unordered_map<std::string, ServerTransactionId, StringHash, std::equal_to<>> by_key_;
  std::unordered_map<std::string, ServerTransactionId, StringHash, std::equal_to<>> by_merge_key_;
  DeadlineHeap<ServerTransactionId> deadlines_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
