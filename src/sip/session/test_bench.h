#pragma once

#include "base/random.h"
#include "sip/session/session.h"
#include "sip/transaction/test_trace.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sidetone::sip {

/// Drives one session without any transaction below it, and writes down all it does, one line each;
/// a body stands in brackets.
class SessionBench {
 public:
  using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

  /// We call bob.
  static SessionBench calling(Sdp offer = "offer") {
    UserAgent::Invite invite;
    invite.target = peer();
    invite.uri = "sip:bob@192.0.2.2";
    invite.from = *parse_name_addr("<sip:ann@demo.test>");
    invite.to = *parse_name_addr("<sip:bob@demo.test>");
    invite.contact_user = "ann";
    invite.offer = std::move(offer);
    return SessionBench(std::move(invite));
  }
  /// Bob calls us.
  static SessionBench invited(Sdp offer = "offer", const Headers& headers = {}) {
    return SessionBench(their_invite(offer, headers));
  }
  /// Bob called us, was answered, and acknowledged; the trace starts then.
  static SessionBench confirmed(const Headers& headers = {}) {
    SessionBench bench = invited("offer", headers);
    bench.session.answer({.sdp = "answer", .extra = {}}, bench.now);
    bench.acknowledge(1).forget();
    return bench;
  }
  /// Bob was called and answered; the trace starts then.
  static SessionBench accepted(const Headers& headers = {}) {
    SessionBench bench = calling();
    bench.receive(200, "answer", headers).forget();
    return bench;
  }

  /// A response to the last request of that method (INVITE when none is said); `tag` is bob's.
  SessionBench& receive(int status, Sdp sdp = {}, const Headers& headers = {}) {
    return receive_for("INVITE", status, std::move(sdp), headers);
  }
  SessionBench& receive_for(std::string_view method, int status, Sdp sdp = {},
                            const Headers& headers = {}) {
    const Sent& sent = sent_.at(std::string(method));
    Response response = make_response(sent.request, status, status == 100 ? "" : bob_tag);
    response.headers.add(HeaderId::kContact, "<sip:bob@192.0.2.2>");
    put(response.headers, response.body, std::move(sdp), headers);
    session.handle_response(sent.token, std::move(response), now);
    return record();
  }
  SessionBench& close(std::string_view method = "INVITE") {
    session.handle_closed(sent_.at(std::string(method)).token);
    return record();
  }
  /// A request of bob's inside of the dialog.
  SessionBench& request(std::string_view method, Sdp sdp = {}, const Headers& headers = {}) {
    Request request = in_dialog(method, ++bob_cseq_);
    put(request.headers, request.body, std::move(sdp), headers);
    session.handle_request(ServerTransactionId(++last_transaction_), std::move(request), bob_at,
                           now);
    return record();
  }
  SessionBench& acknowledge(std::uint32_t cseq, Sdp sdp = {}) {
    Request ack = in_dialog("ACK", cseq);
    put(ack.headers, ack.body, std::move(sdp), {});
    session.handle_ack(ack, now);
    return record();
  }
  SessionBench& cancel(std::uint64_t transaction = 1, const Headers& headers = {}) {
    Request cancel = in_dialog("CANCEL", bob_cseq_);
    put(cancel.headers, cancel.body, {}, headers);
    session.handle_cancel(ServerTransactionId(transaction), cancel, now);
    return record();
  }
  SessionBench& wait(Duration span) {
    const Instant end = now + span;
    while (session.deadline() <= end) {
      now = session.deadline();
      session.handle_time(now);
      record();
    }
    now = end;
    return *this;
  }
  template <typename Command>
  SessionBench& order(Command command) {
    command(session);
    return record();
  }
  SessionBench& forget() {
    trace_ = Trace();
    return *this;
  }

  [[nodiscard]] const std::string& trace() const { return trace_.text(); }
  template <typename State>
  [[nodiscard]] bool in() const {
    return std::holds_alternative<State>(session.state());
  }
  /// The last message of ours that was written down, as bytes.
  [[nodiscard]] bool last_has(std::string_view text) const {
    return last_bytes_.find(text) != std::string::npos;
  }
  [[nodiscard]] std::string last_header(HeaderId id) const {
    return std::string(last_headers_.find(id).value_or(""));
  }

  static Peer peer() {
    return {.flow = FlowId(1),
            .transport = Transport::kUdp,
            .remote = *SocketAddress::parse("192.0.2.2:5060"),
            .local = *SocketAddress::parse("192.0.2.1:5060")};
  }
  static Request their_invite(const Sdp& offer, const Headers& headers) {
    Request invite = test_invite();
    invite.uri = "sip:101@192.0.2.1";
    invite.headers.remove(HeaderId::kRoute);
    invite.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKbob");
    invite.headers.set(HeaderId::kFrom, "<sip:bob@demo.test>;tag=b");
    invite.headers.set(HeaderId::kTo, "<sip:ann@demo.test>");
    invite.headers.set(HeaderId::kCSeq, "1 INVITE");
    invite.headers.add(HeaderId::kContact, "<sip:bob@192.0.2.2>");
    put(invite.headers, invite.body, offer, headers);
    return invite;
  }

 private:
  struct Sent {
    std::uint32_t token = 0;
    Request request;
  };

  explicit SessionBench(UserAgent::Invite invite)
      : settings_(make_settings()),
        random_(std::make_unique<SeededRandom>(7)),
        session({SessionId(1), *settings_, *random_}, std::move(invite)) {
    record();
  }
  explicit SessionBench(const Request& invite)
      : settings_(make_settings()),
        random_(std::make_unique<SeededRandom>(7)),
        session({SessionId(1), *settings_, *random_}, ServerTransactionId(1), invite, peer()) {
    bob_cseq_ = 1;
    last_transaction_ = 1;
    call_id_ = "call-1";
    record();
  }
  static std::unique_ptr<SessionSettings> make_settings() {
    return std::make_unique<SessionSettings>(
        SessionSettings{.user_agent = "Sidetone", .timer = {}});
  }

  static void put(HeaderFields& headers, std::string& body, Sdp sdp, const Headers& more) {
    for (const auto& [name, value] : more) headers.add(name, std::string(value));
    if (sdp.empty()) return;
    headers.add(HeaderId::kContentType, "application/sdp");
    body = std::move(sdp);
  }
  Request in_dialog(std::string_view method, std::uint32_t cseq) const {
    Request request{
        .method = std::string(method), .uri = "sip:ann@192.0.2.1", .headers = {}, .body = {}};
    request.headers.add(HeaderId::kVia,
                        "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bKb" + std::to_string(cseq));
    request.headers.add(HeaderId::kFrom, "<sip:bob@demo.test>;tag=" + bob_tag);
    request.headers.add(HeaderId::kTo, "<sip:ann@demo.test>;tag=" + session.local_tag());
    request.headers.add(HeaderId::kCallId, call_id_);
    request.headers.add(HeaderId::kCSeq, std::to_string(cseq) + " " + std::string(method));
    return request;
  }

  SessionBench& record() {
    while (auto output = session.poll()) trace_.add(now, describe(*output));
    return *this;
  }
  std::string describe(Session::Output& output) {
    struct Words {
      SessionBench& bench;
      std::string operator()(Session::SendRequest& s) {
        bench.keep(s.request.headers, to_bytes(s.request));
        if (bench.call_id_.empty()) bench.call_id_ = *s.request.headers.find(HeaderId::kCallId);
        std::string text = "send " + s.request.method + body_of(s.request.body);
        // Via is the transactions' work; a response needs one to be made from.
        s.request.headers.add_front(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKours");
        bench.sent_[s.request.method] = {s.token, s.request};
        return text;
      }
      std::string operator()(Session::SendAck& s) {
        bench.keep(s.ack.headers, to_bytes(s.ack));
        return "ack" + body_of(s.ack.body);
      }
      std::string operator()(Session::CancelInvite& c) { return "cancel" + body_of(c.reason); }
      std::string operator()(Session::AbandonInvite&) { return "abandon"; }
      std::string operator()(Session::Respond& r) {
        bench.keep(r.response.headers, to_bytes(r.response));
        const auto cseq = parse_cseq(*r.response.headers.find(HeaderId::kCSeq));
        return "respond " + std::to_string(r.response.status) + " to " + cseq->method +
               body_of(r.response.body);
      }
      std::string operator()(Session::RepeatResponse&) { return "repeat response"; }
      std::string operator()(Session::Tell& t) {
        return "tell " + std::visit([](auto& news) { return name_of(news); }, t.news);
      }
    };
    return std::visit(Words{*this}, output);
  }
  void keep(const HeaderFields& headers, std::string bytes) {
    last_headers_ = headers;
    last_bytes_ = std::move(bytes);
  }

  using UA = UserAgent;
  static std::string body_of(std::string_view body) {
    return body.empty() ? std::string() : " (" + std::string(body) + ")";
  }
  static std::string name_of(const UA::Progress& p) {
    return "Progress " + std::to_string(p.status) + " of " + std::to_string(p.fork) +
           body_of(p.sdp);
  }
  static std::string name_of(const UA::Answered& a) {
    return "Answered by " + std::to_string(a.fork) + body_of(a.sdp);
  }
  static std::string name_of(const UA::Refused& r) {
    return "Refused " + std::to_string(r.ending.status);
  }
  static std::string name_of(const UA::Cancelled&) { return "Cancelled"; }
  static std::string name_of(const UA::Acknowledged& a) { return "Acknowledged" + body_of(a.sdp); }
  static std::string name_of(const UA::Offer& o) { return "Offer" + body_of(o.offer); }
  static std::string name_of(const UA::OfferResult& o) {
    return "OfferResult " + std::to_string(o.status) + body_of(o.answer);
  }
  static std::string name_of(const UA::Info& i) {
    return "Info " + i.content_type + body_of(i.body);
  }
  static std::string name_of(const UA::Refer&) { return "Refer"; }
  static std::string name_of(const UA::Ended& e) {
    return "Ended " + std::to_string(e.ending.status);
  }
  static std::string name_of(const UA::IncomingRequest& r) {
    return "IncomingRequest " + r.request.method;
  }
  static std::string name_of(const auto&) { return "what no session tells"; }

  std::unique_ptr<SessionSettings> settings_;
  std::unique_ptr<SeededRandom> random_;
  std::string call_id_;
  std::uint32_t bob_cseq_ = 0;
  std::uint64_t last_transaction_ = 0;
  std::map<std::string, Sent> sent_;
  Trace trace_;
  HeaderFields last_headers_;
  std::string last_bytes_;

 public:
  Session session;
  Instant now = Trace::kStart;
  std::string bob_tag = "b";
  Peer bob_at = peer();  ///< Where his requests come from.
};

}  // namespace sidetone::sip
