#pragma once

#include "base/deadline_heap.h"
#include "base/random.h"
#include "sip/identifiers.h"
#include "sip/transaction/invite_client.h"
#include "sip/transaction/non_invite_client.h"
#include "sip/transaction/output_queue.h"
#include "sip/transaction/stream_peers.h"
#include "sip/transaction/transaction_key.h"
#include "sip/transport.h"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

namespace sidetone::sip {

/// Every request that we sent and that is not settled yet: puts Via and branch on it, finds the
/// transaction of a response [RFC3261 §17.1.3], fails those whose way is gone.
///
/// Owner's duty: call one handle_*() or command, drain poll(), sleep until deadline().
class ClientTransactions {
 public:
  /// Whom the news of a transaction belong to: carried along, never looked at. The default is
  /// nobody: then nothing is told.
  struct Owner {
    SessionId session;
    std::uint32_t token = 0;
    bool operator==(const Owner&) const = default;
  };

  struct Transmit {
    Datagram datagram;
  };
  struct Received {
    ClientTransactionId transaction;
    Owner owner;
    Response response;
  };
  enum class Failure { kTimeout, kTransport };
  struct Failed {
    ClientTransactionId transaction;
    Owner owner;
    Failure failure;
  };
  /// No news will come of this one any more. Follows a final response after the time in which
  /// copies of it, or other 2xx of a forked INVITE, may arrive; follows Failed at once.
  struct Closed {
    ClientTransactionId transaction;
    Owner owner;
  };
  struct Dropped {
    std::string_view why;
  };
  using Output = std::variant<Transmit, Received, Failed, Closed, Dropped>;

  explicit ClientTransactions(Random& random) : random_(random) {}

  /// Sends any request but ACK and CANCEL; it comes without Via.
  ClientTransactionId send(Request request, const Peer& to, Owner owner, Instant now);
  /// For an owner that has too many: nothing is sent, Failed follows.
  ClientTransactionId refuse(Owner owner);
  /// The ACK of a 2xx is no transaction: it goes out once per call [RFC3261 §13.2.2.4].
  void send_ack(Request ack, const Peer& to);
  /// CANCELs an INVITE of ours. `reason`: value of its Reason header, or empty.
  void cancel(ClientTransactionId invite, std::string_view reason, Instant now);
  /// Forgets it; what still comes for it is a stray.
  void abandon(ClientTransactionId transaction);

  void handle_response(Response response, Instant now);
  void handle_flow_opened(const Peer& source) { stream_peers_.note(source); }
  void handle_flow_closed(FlowId flow, Instant now);
  void handle_transport_error(const Peer& target, Instant now);
  void handle_time(Instant now);

  [[nodiscard]] std::optional<Output> poll() { return outputs_.poll(); }
  [[nodiscard]] Instant deadline() const { return deadlines_.next(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  /// The Request-URI of the live INVITE with that branch; empty when there is none.
  [[nodiscard]] std::string_view uri_of_invite(std::string_view branch) const;

 private:
  using Machine = std::variant<InviteClient, NonInviteClient>;
  struct Entry {
    Machine machine;
    Peer to;
    std::string_view key;  ///< In by_key_.
    Owner owner;
  };
  /// Orders by flow first, so that all of one flow are neighbours.
  struct Way {
    FlowId flow;
    Transport transport;
    SocketAddress remote;
    auto operator<=>(const Way&) const = default;
  };
  static Way way(const Peer& peer) { return {peer.flow, peer.transport, peer.remote}; }

  std::string add_via(Request& request, Peer& to, std::string_view branch);
  ClientTransactionId insert(Machine machine, const Peer& to, std::string key, Owner owner);
  void settle(ClientTransactionId id);
  void drain(auto& machine, ClientTransactionId id, const Entry& entry);
  void tell(Output output, const Entry& entry);
  void erase(ClientTransactionId id);
  void fail(ClientTransactionId id);

  Random& random_;
  std::uint64_t last_id_ = 0;
  std::unordered_map<ClientTransactionId, Entry> entries_;
  std::unordered_map<std::string, ClientTransactionId, StringHash, std::equal_to<>> by_key_;
  std::set<std::pair<Way, ClientTransactionId>> by_way_;
  DeadlineHeap<ClientTransactionId> deadlines_;
  StreamPeers stream_peers_;
  OutputQueue<Output> outputs_;
};

}  // namespace sidetone::sip
