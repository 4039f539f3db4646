#include "sip/transaction/server_transactions.h"

#include "sip/transaction/header_values.h"
#include "sip/transaction/via_routing.h"

namespace sidetone::sip {
namespace {

constexpr std::size_t kTagCharacters = 12;
// The names of a request that we keep as long as its transaction lives. The longest that anybody
// was seen to send, RFC 4475's "longreq", are a quarter of that.
constexpr std::size_t kLongestNames = 2'048;

std::string_view to_tag_of(const HeaderFields& headers) {
  return tag_of(headers.find(HeaderId::kTo).value_or(""));
}

Reliability reliability(const Peer& peer) {
  return reliable(peer.transport) ? Reliability::kReliable : Reliability::kUnreliable;
}

}  // namespace

std::string retry_after(Random& random) {
  constexpr std::uint32_t kMinSeconds = 5;
  constexpr std::uint32_t kSpread = 11;
  return std::to_string(kMinSeconds + random.below(kSpread));
}

void ServerTransactions::handle_request(Request request, const Peer& source, Instant now) {
  auto parsed = parse_via(request.headers.find(HeaderId::kVia).value_or(""));
  if (!parsed) return outputs_.push(Dropped{"malformed"});
  const Via via = stamp_via(request.headers, std::move(*parsed), source);
  const bool ack = request.method == "ACK";
  const auto found = by_key_.find(server_key(request, via, ack ? "INVITE" : request.method));
  if (found != by_key_.end()) return handle_known(found->second, std::move(request), source, now);
  if (ack) return outputs_.push(AckReceived{std::move(request), source});
  std::string names = merge_key(request);
  Fresh fresh{std::move(request), source, via, std::move(names)};
  if (!refuse_early(fresh)) handle_new(std::move(fresh), now);
}

void ServerTransactions::handle_known(ServerTransactionId id, Request request, const Peer& source,
                                      Instant now) {
  Entry& entry = entries_.find(id)->second;
  auto* invite = std::get_if<InviteServer>(&entry.machine);
  if (invite == nullptr) {
    std::get<NonInviteServer>(entry.machine).handle_copy();
  } else if (request.method != "ACK") {
    invite->handle_copy();
  } else if (to_tag_of(request.headers) != entry.to_tag &&
             !has_magic_cookie(parse_via(*request.headers.find(HeaderId::kVia))->branch())) {
    // [RFC3261 §17.2.3] without the cookie "the To tag of the ACK matches the To tag of the
    // response sent by the server transaction", or the ACK is for something else.
    return outputs_.push(AckReceived{std::move(request), source});
  } else {
    invite->handle_ack(now);
    const auto output = invite->poll();
    if (output && std::holds_alternative<InviteServer::DeliverAck>(*output)) {
      outputs_.push(AckReceived{std::move(request), source});
    }
  }
  settle(id);
}

bool ServerTransactions::refuse_early(const Fresh& fresh) {
  const Request& request = fresh.request;
  const Peer& source = fresh.source;
  const bool in_dialog = !to_tag_of(request.headers).empty();
  // What goes on with a call or ends it finds room where new ones no longer do.
  const bool goes_on = in_dialog || request.method == "CANCEL";
  const std::size_t limit =
      goes_on ? max_transactions_ : max_transactions_ - max_transactions_ / 10;
  if (entries_.size() >= limit) {
    Response busy = make_response(request, 503, random_.token(kTagCharacters));
    busy.headers.add(HeaderId::kRetryAfter, retry_after(random_));
    respond_statelessly(busy, source);
    outputs_.push(Dropped{"transactions_full"});
    return true;
  }
  const std::size_t via_size = request.headers.find(HeaderId::kVia).value_or("").size();
  if (fresh.merge_key.size() + via_size > kLongestNames) {
    respond_statelessly(make_response(request, 400, random_.token(kTagCharacters)), source);
    outputs_.push(Dropped{"names_too_long"});
    return true;
  }
  // [RFC3261 §8.2.2.2] "If the request has no tag in the To header field, the UAS core MUST check
  // the request against ongoing transactions. If the From tag, Call-ID, and CSeq exactly match
  // those associated with an ongoing transaction, but the request does not match that transaction
  // (based on the matching rules in Section 17.2.3), the UAS core SHOULD generate a 482 (Loop
  // Detected) response".
  if (!in_dialog && request.method != "CANCEL" && by_merge_key_.contains(fresh.merge_key)) {
    respond_statelessly(make_response(request, 482, random_.token(kTagCharacters)), source);
    outputs_.push(Dropped{"merged_request"});
    return true;
  }
  return false;
}

void ServerTransactions::handle_new(Fresh fresh, Instant now) {
  Request& request = fresh.request;
  const Peer& source = fresh.source;
  const ServerTransactionId id(++last_id_);
  const bool invite = request.method == "INVITE";
  const Reliability transport = reliability(source);
  Entry entry{.machine = invite ? Machine(InviteServer(transport))
                                : Machine(NonInviteServer(transport, now)),
              .reply_to = response_target(fresh.via, source),
              .key = {},
              .merge_key = {},
              .to_tag = {},
              .session = {}};
  entry.key = by_key_.emplace(server_key(request, fresh.via, request.method), id).first->first;
  ServerTransactionId cancels;
  if (request.method == "CANCEL") {
    const auto cancelled = by_key_.find(server_key(request, fresh.via, "INVITE"));
    if (cancelled != by_key_.end()) cancels = cancelled->second;
  } else if (to_tag_of(request.headers).empty()) {
    entry.merge_key = by_merge_key_.emplace(std::move(fresh.merge_key), id).first->first;
  }
  entries_.emplace(id, std::move(entry));
  outputs_.push(NewRequest{id, std::move(request), source, cancels});
  settle(id);
}

void ServerTransactions::respond(ServerTransactionId transaction, const Response& response,
                                 Instant now) {
  const auto found = entries_.find(transaction);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  const bool heard_100 = std::holds_alternative<InviteServer>(entry.machine);
  if (!heard_100 && (response.status == 401 || response.status == 407)) {
    // [RFC3261 §26.3.2.4] "UAs and proxy servers SHOULD challenge questionable requests with only a
    // single 401 (Unauthorized) or 407 (Proxy Authentication Required), forgoing the normal
    // response retransmission algorithm, and thus behaving statelessly towards unauthenticated
    // requests." Who sends an INVITE has had a 100 and repeats it no more: that challenge must
    // arrive.
    outputs_.push(Transmit{{.to = entry.reply_to, .bytes = to_bytes(response)}});
    return erase(transaction);
  }
  if (std::holds_alternative<InviteServer>(entry.machine) && !response.provisional()) {
    entry.to_tag = to_tag_of(response.headers);
  }
  std::visit([&](auto& machine) { machine.respond(response.status, to_bytes(response), now); },
             entry.machine);
  settle(transaction);
}

void ServerTransactions::repeat(ServerTransactionId transaction) {
  const auto found = entries_.find(transaction);
  if (found == entries_.end()) return;
  if (auto* invite = std::get_if<InviteServer>(&found->second.machine)) invite->repeat();
  settle(transaction);
}

void ServerTransactions::respond_statelessly(const Response& response, const Peer& source) {
  const auto via = parse_via(response.headers.find(HeaderId::kVia).value_or(""));
  if (!via) return outputs_.push(Dropped{"malformed"});
  outputs_.push(Transmit{{.to = response_target(*via, source), .bytes = to_bytes(response)}});
}

void ServerTransactions::assign(ServerTransactionId invite, SessionId session) {
  const auto found = entries_.find(invite);
  if (found != entries_.end()) found->second.session = session;
}

SessionId ServerTransactions::session_of(ServerTransactionId invite) const {
  const auto found = entries_.find(invite);
  return found == entries_.end() ? SessionId() : found->second.session;
}

void ServerTransactions::handle_time(Instant now) {
  while (const auto id = deadlines_.pop_due(now)) {
    std::visit([&](auto& machine) { machine.handle_time(now); },
               entries_.find(*id)->second.machine);
    settle(*id);
  }
}

void ServerTransactions::settle(ServerTransactionId id) {
  Entry& entry = entries_.find(id)->second;
  const auto send = [&](auto& bytes) {
    outputs_.push(Transmit{{.to = entry.reply_to, .bytes = std::move(bytes)}});
  };
  if (auto* invite = std::get_if<InviteServer>(&entry.machine)) {
    while (auto output = invite->poll()) {
      if (auto* out = std::get_if<InviteServer::Send>(&*output)) send(out->bytes);
    }
  } else {
    while (auto output = std::get<NonInviteServer>(entry.machine).poll()) send(output->bytes);
  }
  if (std::visit([](const auto& machine) { return machine.terminated(); }, entry.machine)) {
    return erase(id);
  }
  deadlines_.set(id,
                 std::visit([](const auto& machine) { return machine.deadline(); }, entry.machine));
}

void ServerTransactions::erase(ServerTransactionId id) {
  const auto found = entries_.find(id);
  by_key_.erase(by_key_.find(found->second.key));
  if (!found->second.merge_key.empty()) {
    const auto merged = by_merge_key_.find(found->second.merge_key);
    if (merged->second == id) by_merge_key_.erase(merged);
  }
  deadlines_.remove(id);
  entries_.erase(found);
}

}  // namespace sidetone::sip
