#include "sip/transaction/client_transactions.h"

#include "sip/transaction/derived_requests.h"
#include "sip/transaction/via_routing.h"

namespace sidetone::sip {
namespace {

constexpr std::size_t kBranchCharacters = 16;
// [RFC3261 §18.1.1] "If a request is within 200 bytes of the path MTU, or if it is larger than
// 1300 bytes and the path MTU is unknown, the request MUST be sent using an RFC 2914 congestion
// controlled transport protocol, such as TCP."
constexpr std::size_t kMaxDatagramBytes = 1300;

Reliability reliability(const Peer& peer) {
  return reliable(peer.transport) ? Reliability::kReliable : Reliability::kUnreliable;
}

/// CANCEL shares the branch of its INVITE; CSeq's method tells them apart [RFC3261 §17.1.3].
std::string client_key(std::string_view branch, std::string_view method) {
  std::string key(branch);
  key += ' ';
  key += method;
  return key;
}

}  // namespace

ClientTransactionId ClientTransactions::send(Request request, const Peer& to, Owner owner,
                                             Instant now) {
  const std::string branch = "z9hG4bK" + random_.token(kBranchCharacters);
  Peer peer = to;
  std::string bytes = add_via(request, peer, branch);
  std::string key = client_key(branch, request.method);
  const ClientTransactionId id =
      request.method == "INVITE"
          ? insert(InviteClient(std::move(request), std::move(bytes), reliability(peer), now), peer,
                   std::move(key), owner)
          : insert(NonInviteClient(std::move(bytes), reliability(peer), now), peer, std::move(key),
                   owner);
  settle(id);
  return id;
}

ClientTransactionId ClientTransactions::refuse(Owner owner) {
  const ClientTransactionId id(++last_id_);
  outputs_.push(Failed{id, owner, Failure::kTransport});
  return id;
}

std::string ClientTransactions::add_via(Request& request, Peer& to, std::string_view branch) {
  request.headers.add_front(HeaderId::kVia, our_via(to, branch));
  std::string bytes = to_bytes(request);
  if (reliable(to.transport) || bytes.size() <= kMaxDatagramBytes) return bytes;
  // Over UDP after all when no way over TCP is known: a phone behind a NAT can be reached by the
  // datagrams of its registration only, and a large request then arrives in fragments or not.
  const auto stream = stream_peers_.find(to.remote);
  if (!stream) return bytes;
  to = *stream;
  request.headers.set(HeaderId::kVia, our_via(to, branch));
  return to_bytes(request);
}

void ClientTransactions::send_ack(Request ack, const Peer& to) {
  Peer peer = to;
  std::string bytes = add_via(ack, peer, "z9hG4bK" + random_.token(kBranchCharacters));
  outputs_.push(Transmit{{.to = peer, .bytes = std::move(bytes)}});
}

void ClientTransactions::cancel(ClientTransactionId invite, std::string_view reason, Instant now) {
  const auto found = entries_.find(invite);
  if (found == entries_.end()) return;
  const auto* machine = std::get_if<InviteClient>(&found->second.machine);
  if (machine == nullptr) return;
  Request request = cancel_for(machine->invite());
  if (!reason.empty()) request.headers.add(HeaderId::kReason, std::string(reason));
  const auto via = parse_via(request.headers.find(HeaderId::kVia).value_or(""));
  std::string key = client_key(via ? via->branch() : "", request.method);
  if (by_key_.contains(key)) return;
  const Peer to = found->second.to;
  settle(insert(NonInviteClient(to_bytes(request), reliability(to), now), to, std::move(key), {}));
}

ClientTransactionId ClientTransactions::insert(Machine machine, const Peer& to, std::string key,
                                               Owner owner) {
  const ClientTransactionId id(++last_id_);
  const auto [entry, inserted] = by_key_.emplace(std::move(key), id);
  entries_.emplace(
      id, Entry{.machine = std::move(machine), .to = to, .key = entry->first, .owner = owner});
  by_way_.emplace(way(to), id);
  return id;
}

void ClientTransactions::handle_response(Response response, Instant now) {
  const auto via = parse_via(response.headers.find(HeaderId::kVia).value_or(""));
  const auto cseq = parse_cseq(response.headers.find(HeaderId::kCSeq).value_or(""));
  if (!via || !cseq) return outputs_.push(Dropped{"stray_response"});
  const auto found = by_key_.find(client_key(via->branch(), cseq->method));
  if (found == by_key_.end()) return outputs_.push(Dropped{"stray_response"});
  const ClientTransactionId id = found->second;
  Entry& entry = entries_.find(id)->second;
  // [RFC3261 §8.1.3.3] "If more than one Via header field value is present in a response, the UAC
  // SHOULD discard the message."
  if (!is_our_via(*via, entry.to) || response.headers.count(HeaderId::kVia) > 1) {
    return outputs_.push(Dropped{"stray_response"});
  }
  std::visit([&](auto& machine) { machine.handle_response(std::move(response), now); },
             entry.machine);
  settle(id);
}

void ClientTransactions::handle_flow_closed(FlowId flow, Instant) {
  stream_peers_.forget(flow);
  for (auto at = by_way_.lower_bound({Way{.flow = flow, .transport = {}, .remote = {}}, {}});
       at != by_way_.end() && at->first.flow == flow;) {
    fail((at++)->second);
  }
}

void ClientTransactions::handle_transport_error(const Peer& target, Instant) {
  const Way failed = way(target);
  for (auto at = by_way_.lower_bound({failed, {}}); at != by_way_.end() && at->first == failed;) {
    fail((at++)->second);
  }
}

void ClientTransactions::fail(ClientTransactionId id) {
  std::visit([](auto& machine) { machine.handle_transport_error(); },
             entries_.find(id)->second.machine);
  settle(id);
}

void ClientTransactions::handle_time(Instant now) {
  while (const auto id = deadlines_.pop_due(now)) {
    std::visit([&](auto& machine) { machine.handle_time(now); },
               entries_.find(*id)->second.machine);
    settle(*id);
  }
}

void ClientTransactions::tell(Output output, const Entry& entry) {
  if (entry.owner != Owner{}) outputs_.push(std::move(output));
}

void ClientTransactions::drain(auto& machine, ClientTransactionId id, const Entry& entry) {
  using Kind = std::remove_reference_t<decltype(machine)>;
  while (auto output = machine.poll()) {
    if (auto* send = std::get_if<typename Kind::Send>(&*output)) {
      outputs_.push(Transmit{{.to = entry.to, .bytes = std::move(send->bytes)}});
    } else if (auto* deliver = std::get_if<typename Kind::Deliver>(&*output)) {
      tell(Received{id, entry.owner, std::move(deliver->response)}, entry);
    } else {
      const bool late = std::get<typename Kind::Failure>(*output) == Kind::Failure::kTimeout;
      tell(Failed{id, entry.owner, late ? Failure::kTimeout : Failure::kTransport}, entry);
    }
  }
}

void ClientTransactions::settle(ClientTransactionId id) {
  Entry& entry = entries_.find(id)->second;
  const Instant next = std::visit(
      [&](auto& machine) {
        drain(machine, id, entry);
        return machine.deadline();
      },
      entry.machine);
  if (!std::visit([](const auto& machine) { return machine.terminated(); }, entry.machine)) {
    return deadlines_.set(id, next);
  }
  tell(Closed{id, entry.owner}, entry);
  erase(id);
}

void ClientTransactions::abandon(ClientTransactionId transaction) {
  if (entries_.contains(transaction)) erase(transaction);
}

void ClientTransactions::erase(ClientTransactionId id) {
  const auto found = entries_.find(id);
  by_way_.erase({way(found->second.to), id});
  by_key_.erase(by_key_.find(found->second.key));
  deadlines_.remove(id);
  entries_.erase(found);
}

std::string_view ClientTransactions::uri_of_invite(std::string_view branch) const {
  const auto found = by_key_.find(client_key(branch, "INVITE"));
  if (found == by_key_.end()) return {};
  const auto* machine = std::get_if<InviteClient>(&entries_.at(found->second).machine);
  return machine == nullptr ? std::string_view() : std::string_view(machine->invite().uri);
}

}  // namespace sidetone::sip
