#include "sip/session/user_agent_core.h"

#include "sip/session/body.h"
#include "sip/session/header_copy.h"
#include "sip/session/reason.h"
#include "sip/session/screening.h"
#include "sip/transaction/header_values.h"
#include "sip/transaction/via_routing.h"

#include <algorithm>
#include <array>

namespace sidetone::sip {
namespace {

constexpr std::size_t kTagCharacters = 12;
constexpr std::size_t kCallIdCharacters = 24;

/// Methods that mean nothing without a dialog of ours: 481 [RFC3261 §12.2.2]. The others may belong
/// to a usage of the owner's.
bool needs_session(std::string_view method) {
  constexpr std::array<std::string_view, 4> kMethods{"BYE", "PRACK", "UPDATE", "INFO"};
  return std::ranges::find(kMethods, method) != kMethods.end();
}

bool needs_known_tag(std::string_view method) {
  return needs_session(method) || method == "INVITE" || method == "OPTIONS" || method == "REFER";
}

Response made_up(int status) {
  Response response;
  response.status = status;
  response.reason = reason_phrase(status);
  return response;
}

/// What §8.1.1 wants on every request, where the owner left it out.
void complete(Request& request, Random& random) {
  HeaderFields& headers = request.headers;
  if (!headers.has(HeaderId::kMaxForwards)) headers.add(HeaderId::kMaxForwards, "70");
  if (!headers.has(HeaderId::kCallId)) {
    headers.add(HeaderId::kCallId, random.token(kCallIdCharacters));
  }
  if (!headers.has(HeaderId::kCSeq)) headers.add(HeaderId::kCSeq, "1 " + request.method);
  const std::string from(headers.find(HeaderId::kFrom).value_or(""));
  if (!from.empty() && tag_of(from).empty()) {
    headers.set(HeaderId::kFrom, from + ";tag=" + random.token(kTagCharacters));
  }
}

bool is_keep_alive(std::string_view bytes) {
  return bytes.find_first_not_of("\r\n") == std::string_view::npos;
}

}  // namespace

UserAgentCore::UserAgentCore(UserAgent::Config config, Random& random)
    : config_(std::move(config)),
      random_(random),
      settings_{
          .user_agent = config_.user_agent,
          .timer = {.interval =
                        std::chrono::duration_cast<std::chrono::seconds>(config_.session_expires),
                    .min_se = std::chrono::duration_cast<std::chrono::seconds>(config_.min_se)}},
      client_(random),
      server_(config_.max_transactions, random),
      searches_(random) {}

void UserAgentCore::handle_bytes(const Peer& source, std::string_view bytes, Instant now) {
  if (is_keep_alive(bytes)) {
    // [RFC5626 §4.4.1] a double CRLF on a connection is a ping, a single one its pong.
    const bool ping = reliable(source.transport) && bytes.size() >= 4;
    if (ping) outputs_.push(UserAgent::Transmit{{.to = source, .bytes = "\r\n"}});
    return;
  }
  auto message = parse_message(bytes);
  if (!message) return handle_malformed(source, bytes, message.error());
  client_.handle_flow_opened(source);
  if (auto* request = std::get_if<Request>(&*message)) {
    server_.handle_request(std::move(*request), source, now);
  } else {
    client_.handle_response(std::get<Response>(std::move(*message)), now);
  }
  pump(now);
}

void UserAgentCore::handle_malformed(const Peer& source, std::string_view bytes,
                                     const ParseError& error) {
  outputs_.push(UserAgent::Dropped{"malformed"});
  auto response = response_to_malformed(bytes, error);
  if (!response) return;
  Peer target = source;
  if (auto via = parse_via(response->headers.find(HeaderId::kVia).value_or(""))) {
    target = response_target(stamp_via(response->headers, std::move(*via), source), source);
  }
  outputs_.push(UserAgent::Transmit{{.to = target, .bytes = to_bytes(*response)}});
}

void UserAgentCore::handle_flow_closed(FlowId flow, Instant now) {
  client_.handle_flow_closed(flow, now);
  std::vector<SessionId> on_flow;
  for (auto at = by_flow_.lower_bound({flow, SessionId()});
       at != by_flow_.end() && at->first == flow; ++at) {
    on_flow.push_back(at->second);
  }
  for (SessionId id : on_flow) {
    sessions_.at(id).session.handle_flow_closed(flow);
    settle(id, now);
  }
  pump(now);
}

void UserAgentCore::handle_transport_error(const Peer& target, Instant now) {
  client_.handle_transport_error(target, now);
  pump(now);
}

void UserAgentCore::handle_name_answer(std::uint64_t question, NameAnswer answer, Instant now) {
  searches_.handle_answer(question, std::move(answer));
  pump(now);
}

void UserAgentCore::handle_time(Instant now) {
  client_.handle_time(now);
  server_.handle_time(now);
  searches_.handle_time(now);
  pump(now);
  while (const auto id = deadlines_.pop_due(now)) {
    sessions_.at(*id).session.handle_time(now);
    settle(*id, now);
  }
  pump(now);
}

Instant UserAgentCore::deadline() const {
  return std::min(
      {client_.deadline(), server_.deadline(), searches_.deadline(), deadlines_.next()});
}

SessionId UserAgentCore::invite(UserAgent::Invite invite, Instant now) {
  const SessionId id(++last_session_);
  if (sessions_.size() >= config_.max_sessions || client_.size() >= config_.max_transactions) {
    outputs_.push(UserAgent::Refused{id, ending_of(503), {}});
    return id;
  }
  add(id, Session({.id = id, .settings = settings_, .random = random_}, std::move(invite)), now);
  pump(now);
  return id;
}

ClientTransactionId UserAgentCore::request(const Peer& target, Request request, Instant now) {
  const ClientTransactions::Owner owner{.session = {},
                                        .token = static_cast<std::uint32_t>(Owner::kUserAgent)};
  complete(request, random_);
  const bool full = client_.size() >= config_.max_transactions;
  const ClientTransactionId id =
      full ? client_.refuse(owner) : client_.send(std::move(request), target, owner, now);
  pump(now);
  return id;
}

void UserAgentCore::respond(ServerTransactionId transaction, const Response& response,
                            Instant now) {
  server_.respond(transaction, response, now);
  pump(now);
}

void UserAgentCore::pump(Instant now) {
  for (;;) {
    if (auto output = server_.poll()) {
      std::visit([&](auto& news) { on(news, now); }, *output);
    } else if (auto news_of_ours = client_.poll()) {
      std::visit([&](auto& news) { on(news, now); }, *news_of_ours);
    } else if (auto search = searches_.poll()) {
      std::visit([&](auto& news) { on(news, now); }, *search);
    } else {
      return;
    }
  }
}

void UserAgentCore::on(auto& same_as_ours, Instant) {
  using News = std::remove_reference_t<decltype(same_as_ours)>;
  if constexpr (requires { same_as_ours.datagram; }) {
    outputs_.push(UserAgent::Transmit{std::move(same_as_ours.datagram)});
  } else {
    static_assert(requires(News news) { news.why; });
    outputs_.push(UserAgent::Dropped{same_as_ours.why});
  }
}

void UserAgentCore::on(ServerTransactions::NewRequest& request, Instant now) {
  const std::string_view method = request.request.method;
  if (method == "CANCEL") return on_cancel(request, now);
  if (auto refused = screen(request.request)) {
    return refuse(request, refused->status, refused->headers, now);
  }
  if (!tag_of(request.request.headers.find(HeaderId::kTo).value_or("")).empty()) {
    return on_in_dialog(request, now);
  }
  if (method == "INVITE") return on_invite(request, now);
  if (needs_session(method)) return refuse(request, 481, {}, now);
  outputs_.push(
      UserAgent::IncomingRequest{request.transaction, std::move(request.request), request.source});
}

void UserAgentCore::on_in_dialog(ServerTransactions::NewRequest& request, Instant now) {
  const SessionId id = session_with_tag(request.request.headers);
  const auto found = sessions_.find(id);
  if (found != sessions_.end()) {
    found->second.session.handle_request(request.transaction, std::move(request.request),
                                         request.source, now);
    return settle(id, now);
  }
  if (needs_known_tag(request.request.method)) return refuse(request, 481, {}, now);
  outputs_.push(
      UserAgent::IncomingRequest{request.transaction, std::move(request.request), request.source});
}

void UserAgentCore::on_invite(ServerTransactions::NewRequest& request, Instant now) {
  Request& invite = request.request;
  if (came_from_us(invite)) return refuse(request, 482, {}, now);
  if (sessions_.size() >= config_.max_sessions) {
    HeaderFields extra;
    extra.add(HeaderId::kRetryAfter, retry_after(random_));
    return refuse(request, 503, extra, now);
  }
  if (const auto timer = answer_timer(timer_lines_of(invite.headers), settings_.timer); !timer) {
    HeaderFields extra;
    extra.add(HeaderId::kMinSe, std::to_string(timer.error().count()));
    return refuse(request, 422, extra, now);
  }
  server_.respond(request.transaction, make_response(invite, 100, {}), now);
  const SessionId id(++last_session_);
  server_.assign(request.transaction, id);
  add(id,
      Session({.id = id, .settings = settings_, .random = random_}, request.transaction, invite,
              request.source),
      now);
  Sdp offer = sdp_of(invite.headers, invite.body).value_or("");
  outputs_.push(UserAgent::IncomingInvite{id, std::move(invite), request.source, std::move(offer)});
}

/// [RFC3261 §16.3] an INVITE of ours that a proxy sent back as it was goes round in a loop; with
/// another Request-URI it is a new call by way of that proxy.
bool UserAgentCore::came_from_us(const Request& request) const {
  const auto vias = request.headers.values(HeaderId::kVia);
  for (std::size_t i = 1; i < vias.size(); ++i) {
    const auto via = parse_via(vias[i]);
    if (via && client_.uri_of_invite(via->branch()) == request.uri) return true;
  }
  return false;
}

void UserAgentCore::on_cancel(const ServerTransactions::NewRequest& request, Instant now) {
  // [RFC3261 §9.2] "If the UAS did not find a matching transaction for the CANCEL according to the
  // procedure above, it SHOULD respond to the CANCEL with a 481".
  if (!request.cancels) return refuse(request, 481, {}, now);
  const SessionId id = server_.session_of(request.cancels);
  const auto found = sessions_.find(id);
  // [RFC3261 §9.2] "the To tag of the response to the CANCEL and the To tag in the response to the
  // original request SHOULD be the same."
  const std::string tag =
      found == sessions_.end() ? random_.token(kTagCharacters) : found->second.session.local_tag();
  server_.respond(request.transaction, make_response(request.request, 200, tag), now);
  if (found == sessions_.end()) return;
  found->second.session.handle_cancel(request.cancels, request.request, now);
  settle(id, now);
}

void UserAgentCore::refuse(const ServerTransactions::NewRequest& request, int status,
                           const HeaderFields& extra, Instant now) {
  Response response = make_response(request.request, status, random_.token(kTagCharacters));
  append(response.headers, extra);
  server_.respond(request.transaction, response, now);
}

void UserAgentCore::on(ServerTransactions::AckReceived& ack, Instant now) {
  const SessionId id = session_with_tag(ack.request.headers);
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return outputs_.push(UserAgent::Dropped{"stray_ack"});
  found->second.session.handle_ack(ack.request, now);
  settle(id, now);
}

void UserAgentCore::on(ClientTransactions::Received& received, Instant now) {
  if (!received.owner.session) {
    if (received.response.provisional()) return;
    return outputs_.push(
        UserAgent::ResponseReceived{received.transaction, std::move(received.response)});
  }
  const auto found = sessions_.find(received.owner.session);
  if (found == sessions_.end()) return;
  found->second.session.handle_response(received.owner.token, std::move(received.response), now);
  settle(received.owner.session, now);
}

void UserAgentCore::on(ClientTransactions::Failed& failed, Instant now) {
  // [RFC3261 §8.1.3.1] a timeout is treated "as if a 408 (Request Timeout) status code has been
  // received", a transport error as a 503.
  const bool late = failed.failure == ClientTransactions::Failure::kTimeout;
  ClientTransactions::Received answer{failed.transaction, failed.owner, made_up(late ? 408 : 503)};
  on(answer, now);
}

void UserAgentCore::on(ClientTransactions::Closed& closed, Instant now) {
  const auto found = sessions_.find(closed.owner.session);
  if (found == sessions_.end()) return;
  found->second.session.handle_closed(closed.owner.token);
  settle(closed.owner.session, now);
}

SessionId UserAgentCore::session_with_tag(const HeaderFields& headers) const {
  const auto found = by_tag_.find(tag_of(headers.find(HeaderId::kTo).value_or("")));
  return found == by_tag_.end() ? SessionId() : found->second;
}

void UserAgentCore::add(SessionId id, Session session, Instant now) {
  by_tag_.emplace(session.local_tag(), id);
  sessions_.emplace(id, Entry{.session = std::move(session), .invite = {}, .flow = {}});
  settle(id, now);
}

void UserAgentCore::settle(SessionId id, Instant now) {
  const auto found = sessions_.find(id);
  if (found == sessions_.end()) return;
  Entry& entry = found->second;
  while (auto output = entry.session.poll()) carry_out(id, entry, *output, now);
  if (entry.session.finished()) return forget(id);
  deadlines_.set(id, entry.session.deadline());
  if (const FlowId flow = entry.session.flow(); flow != entry.flow) {
    by_flow_.erase({entry.flow, id});
    entry.flow = flow;
    if (flow) by_flow_.emplace(flow, id);
  }
}

void UserAgentCore::carry_out(SessionId id, Entry& entry, Session::Output& output, Instant now) {
  if (hold(id, output, now)) return;
  if (auto* tell = std::get_if<Session::Tell>(&output)) {
    outputs_.push(std::move(tell->news));
  } else if (auto* respond = std::get_if<Session::Respond>(&output)) {
    server_.respond(respond->transaction, respond->response, now);
  } else if (auto* request = std::get_if<Session::SendRequest>(&output)) {
    const bool invite = request->request.method == "INVITE";
    const ClientTransactionId sent = client_.send(std::move(request->request), request->to,
                                                  {.session = id, .token = request->token}, now);
    if (invite) entry.invite = sent;
  } else if (auto* ack = std::get_if<Session::SendAck>(&output)) {
    client_.send_ack(std::move(ack->ack), ack->to);
  } else if (auto* repeat = std::get_if<Session::RepeatResponse>(&output)) {
    server_.repeat(repeat->transaction);
  } else if (auto* cancel = std::get_if<Session::CancelInvite>(&output)) {
    client_.cancel(entry.invite, cancel->reason, now);
  } else {
    client_.abandon(entry.invite);
  }
}

void UserAgentCore::forget(SessionId id) {
  const auto found = sessions_.find(id);
  by_tag_.erase(found->second.session.local_tag());
  by_flow_.erase({found->second.flow, id});
  deadlines_.remove(id);
  searches_.forget(id);
  held_.erase(id);
  sessions_.erase(found);
}

}  // namespace sidetone::sip
