// The part of UserAgentCore that waits for the addresses of names.
#include "sip/session/user_agent_core.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

/// More than a session can have under way at once; copies of an ACK beyond it are let go.
constexpr std::size_t kMaxHeld = 16;

/// The way of what goes to the peer in a dialog; null for everything else.
Session::Way* way_of(Session::Output& output) {
  Session::Way* way = std::get_if<Session::SendRequest>(&output);
  if (way == nullptr) way = std::get_if<Session::SendAck>(&output);
  return way != nullptr && way->fork ? way : nullptr;
}

/// The best server that the dialog can go on with: on its transport, in its address family.
std::optional<SocketAddress> usable(const std::vector<ServerSearch::Server>& servers,
                                    const Peer& peer) {
  const auto found = std::ranges::find_if(servers, [&](const ServerSearch::Server& server) {
    return server.transport == peer.transport && server.address.ip.is_v6() == peer.local.ip.is_v6();
  });
  if (found == servers.end()) return std::nullopt;
  return found->address;
}

}  // namespace

bool UserAgentCore::hold(SessionId id, Session::Output& output, Instant now) {
  const Session::Way* way = way_of(output);
  if (way == nullptr) return false;
  auto held = held_.find(id);
  if (held == held_.end()) {
    if (!way->hop) return false;
    held = held_.emplace(id, Held{way->hop->uri, {}}).first;
    searches_.start(id, way->hop->target, now);
  }
  const bool ack = std::holds_alternative<Session::SendAck>(output);
  if (ack && held->second.outputs.size() >= kMaxHeld) return true;
  held->second.outputs.push_back(std::move(output));
  return true;
}

void UserAgentCore::on(NameSearches::Ask& ask, Instant) {
  outputs_.push(UserAgent::LookUp{std::move(ask.question)});
}

void UserAgentCore::on(NameSearches::Done& done, Instant now) {
  auto held = held_.extract(done.session);
  if (held.empty()) return;
  for (Session::Output& output : held.mapped().outputs) {
    const auto entry = sessions_.find(done.session);
    if (entry == sessions_.end()) return;
    const Session::Way& way = *way_of(output);
    const auto* request = std::get_if<Session::SendRequest>(&output);
    const Session& session = entry->second.session;
    if (*way.fork >= session.forks() || (request && !session.awaits(request->token))) {
      outputs_.push(UserAgent::Dropped{"dialog_gone"});
      continue;
    }
    // What was meant for somewhere else has a search of its own.
    const bool same = way.hop && way.hop->uri == held.mapped().hop;
    if (!same) {
      carry_out(done.session, entry->second, output, now);
      continue;
    }
    release(done.session, output, now, done.servers);
  }
  settle(done.session, now);
}

void UserAgentCore::release(SessionId id, Session::Output& output, Instant now,
                            const std::vector<ServerSearch::Server>& servers) {
  Entry& entry = sessions_.at(id);
  Session::Way& way = *way_of(output);
  const auto found = usable(servers, way.to);
  const std::string hop = std::move(way.hop->uri);
  way.hop.reset();
  way.to = entry.session.handle_hop(*way.fork, hop, found);
  if (found || !reliable(way.to.transport)) return carry_out(id, entry, output, now);
  outputs_.push(UserAgent::Dropped{"no_such_host"});
  const auto* request = std::get_if<Session::SendRequest>(&output);
  if (request == nullptr) return;
  // [RFC3261 §8.1.3.1] as if "a 503 (Service Unavailable) status code has been received".
  const std::uint32_t token = request->token;
  Response unavailable;
  unavailable.status = 503;
  unavailable.reason = reason_phrase(503);
  entry.session.handle_response(token, std::move(unavailable), now);
  entry.session.handle_closed(token);
}

}  // namespace sidetone::sip
