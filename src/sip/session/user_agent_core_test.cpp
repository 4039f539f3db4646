#include "sip/session/user_agent_core.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

/// Feeds bytes of one peer and writes down the statuses that go back and the news for the owner.
class UserAgentCoreTest : public testing::Test {
 protected:
  static Peer peer(Transport transport = Transport::kUdp) {
    return {.flow = FlowId(1),
            .transport = transport,
            .remote = *SocketAddress::parse("192.0.2.1:5060"),
            .local = *SocketAddress::parse("192.0.2.2:5060")};
  }
  static Request request(std::string_view method, std::string_view to_tag = {}) {
    Request request = test_invite();
    request.method = method;
    request.headers.set(HeaderId::kCSeq, "7 " + std::string(method));
    request.headers.add(HeaderId::kContact, "<sip:ann@192.0.2.1>");
    if (!to_tag.empty()) {
      request.headers.set(HeaderId::kTo, "<sip:bob@demo.test>;tag=" + std::string(to_tag));
    }
    return request;
  }

  std::string receive(const Request& request) { return receive(to_bytes(request)); }
  std::string receive(std::string_view bytes, Transport transport = Transport::kUdp) {
    core_.handle_bytes(peer(transport), bytes, now_);
    return drain();
  }
  std::string drain() {
    std::string trace;
    while (auto output = core_.poll()) trace += describe(*output) + "\n";
    return trace;
  }
  std::string describe(UserAgent::Output& output) {
    if (auto* sent = std::get_if<UserAgent::Transmit>(&output)) {
      bytes_ = sent->datagram.bytes;
      return bytes_ == "\r\n" ? "pong" : "send " + Trace::name_of(bytes_);
    }
    if (auto* incoming = std::get_if<UserAgent::IncomingInvite>(&output)) {
      session_ = incoming->session;
      return "IncomingInvite (" + incoming->offer + ")";
    }
    if (auto* incoming = std::get_if<UserAgent::IncomingRequest>(&output)) {
      return "IncomingRequest " + incoming->request.method;
    }
    if (auto* dropped = std::get_if<UserAgent::Dropped>(&output)) {
      return "dropped " + std::string(dropped->why);
    }
    if (auto* refused = std::get_if<UserAgent::Refused>(&output)) {
      return "Refused " + std::to_string(refused->ending.status);
    }
    if (auto* response = std::get_if<UserAgent::ResponseReceived>(&output)) {
      return "ResponseReceived " + std::to_string(response->response.status);
    }
    return "other news " + std::to_string(output.index());
  }
  UserAgent::Invite invitation() const {
    UserAgent::Invite invite;
    invite.target = peer();
    invite.uri = "sip:ann@192.0.2.1";
    invite.from = *parse_name_addr("<sip:bob@demo.test>");
    invite.to = *parse_name_addr("<sip:ann@demo.test>");
    invite.offer = "offer";
    return invite;
  }

  SeededRandom random_{1};
  UserAgentCore core_{{.max_sessions = 2}, random_};
  Instant now_ = Trace::kStart;
  std::string bytes_;
  SessionId session_;
};

TEST_F(UserAgentCoreTest, TriesAtOnceAndTellsOfTheCall) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kContentType, "application/sdp");
  invite.body = "v=0";
  EXPECT_EQ(receive(invite), "IncomingInvite (v=0)\nsend 100\n");
}

TEST_F(UserAgentCoreTest, PassesRequestsOutsideOfSessionsToItsOwner) {
  EXPECT_EQ(receive(request("REGISTER")), "IncomingRequest REGISTER\n");
  EXPECT_EQ(receive(request("SUBSCRIBE", "unknown")), "IncomingRequest SUBSCRIBE\n");
}

TEST_F(UserAgentCoreTest, RefusesWhatBelongsToNoDialogOfOurs) {
  EXPECT_EQ(receive(request("BYE")), "send 481\n");
  EXPECT_EQ(receive(request("INFO", "unknown")), "send 481\n");
  EXPECT_EQ(receive(request("INVITE", "unknown")), "send 481\n");
}

TEST_F(UserAgentCoreTest, RefusesACancelWithoutItsInvite) {
  EXPECT_EQ(receive(request("CANCEL")), "send 481\n");
}

TEST_F(UserAgentCoreTest, CountsAcksAndResponsesThatNobodyWaitsFor) {
  EXPECT_EQ(receive(request("ACK", "unknown")), "dropped stray_ack\n");
  core_.handle_bytes(peer(), to_bytes(test_response(test_invite(), 200)), now_);
  EXPECT_EQ(drain(), "dropped stray_response\n");
}

TEST_F(UserAgentCoreTest, AnswersWhatItCannotRead) {
  EXPECT_EQ(receive("INVITE sip:bob@x SIP/2.0\r\n"
                    "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKa\r\n"
                    "From: <sip:ann@x>;tag=1\r\nTo: <sip:bob@x>\r\nCall-ID: c\r\n"
                    "CSeq: nonsense\r\n\r\n"),
            "dropped malformed\nsend 400\n");
  EXPECT_NE(bytes_.find("rport=5060;branch=z9hG4bKa;received=192.0.2.1"), std::string::npos);
  EXPECT_EQ(receive("garbage\r\n\r\n"), "dropped malformed\n");
}

TEST_F(UserAgentCoreTest, AnswersAPingOnAConnection) {
  EXPECT_EQ(receive("\r\n\r\n", Transport::kWss), "pong\n");
  EXPECT_EQ(receive("\r\n", Transport::kWss), "");
  EXPECT_EQ(receive("\r\n\r\n", Transport::kUdp), "");
  EXPECT_EQ(receive("", Transport::kUdp), "");
}

TEST_F(UserAgentCoreTest, RefusesWithTheHeadersThatScreeningWants) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kRequire, "nothing");
  EXPECT_EQ(receive(invite), "send 420\n");
  EXPECT_NE(bytes_.find("Unsupported: nothing\r\n"), std::string::npos);
}

TEST_F(UserAgentCoreTest, RefusesASessionTimerThatIsTooShort) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kSupported, "timer");
  invite.headers.add(HeaderId::kSessionExpires, "30");
  EXPECT_EQ(receive(invite), "send 422\n");
  EXPECT_NE(bytes_.find("Min-SE: 90\r\n"), std::string::npos);
}

TEST_F(UserAgentCoreTest, RefusesCallsWhenItsSessionsAreFull) {
  for (const std::string call : {"a", "b", "c"}) {
    Request invite = request("INVITE");
    invite.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" + call);
    invite.headers.set(HeaderId::kCallId, call);
    const bool fits = call != "c";
    EXPECT_EQ(receive(invite), fits ? "IncomingInvite ()\nsend 100\n" : "send 503\n");
  }
  EXPECT_NE(bytes_.find("Retry-After: "), std::string::npos);
  (void)core_.invite(invitation(), now_);
  EXPECT_EQ(drain(), "Refused 503\n");
  EXPECT_EQ(core_.open_sessions(), 2U);
}

TEST_F(UserAgentCoreTest, StopsAnInviteOfItsOwnThatGoesRoundInALoop) {
  (void)core_.invite(invitation(), now_);
  EXPECT_EQ(drain(), "send INVITE\n");
  Request back = std::get<Request>(*parse_message(bytes_));
  back.headers.add_front(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy");
  EXPECT_EQ(receive(back), "send 482\n");
  back.headers.set(HeaderId::kCallId, "spiral");
  back.headers.remove_first_value(HeaderId::kVia);
  back.headers.add_front(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKproxy2");
  back.uri = "sip:elsewhere@192.0.2.2";
  EXPECT_EQ(receive(back).substr(0, 14), "IncomingInvite");
}

TEST_F(UserAgentCoreTest, GivesACancelTheTagOfItsInvite) {
  receive(request("INVITE"));
  core_.with(session_, now_, [&](Session& s) { s.ring({}, now_); });
  EXPECT_EQ(drain(), "send 180\n");
  const auto ringing = std::get<Response>(*parse_message(bytes_));
  core_.handle_bytes(peer(), to_bytes(request("CANCEL")), now_);
  std::string tagged;
  while (const auto output = core_.poll()) {
    const auto* sent = std::get_if<UserAgent::Transmit>(&*output);
    if (sent == nullptr) continue;
    const auto response = std::get<Response>(*parse_message(sent->datagram.bytes));
    if (response.status == 200) tagged = *response.headers.find(HeaderId::kTo);
  }
  EXPECT_EQ(tagged, *ringing.headers.find(HeaderId::kTo));
}

TEST_F(UserAgentCoreTest, CompletesARequestOfItsOwner) {
  Request options{.method = "OPTIONS", .uri = "sip:ann@192.0.2.1", .headers = {}, .body = {}};
  options.headers.add(HeaderId::kFrom, "<sip:bob@demo.test>");
  options.headers.add(HeaderId::kTo, "<sip:ann@demo.test>");
  (void)core_.request(peer(), options, now_);
  EXPECT_EQ(drain(), "send OPTIONS\n");
  const auto sent = std::get<Request>(*parse_message(bytes_));
  EXPECT_NE(sent.headers.find(HeaderId::kFrom)->find(";tag="), std::string_view::npos);
  EXPECT_EQ(sent.headers.find(HeaderId::kMaxForwards), "70");
  EXPECT_EQ(sent.headers.find(HeaderId::kCSeq), "1 OPTIONS");
  EXPECT_EQ(receive(to_bytes(make_response(sent, 100, {}))), "");
  EXPECT_EQ(receive(to_bytes(make_response(sent, 404, "x"))), "ResponseReceived 404\n");
}

TEST_F(UserAgentCoreTest, TurnsSilenceIntoA408AndALostWayIntoA503) {
  Request options{.method = "OPTIONS", .uri = "sip:ann@192.0.2.1", .headers = {}, .body = {}};
  options.headers.add(HeaderId::kFrom, "<sip:bob@demo.test>");
  options.headers.add(HeaderId::kTo, "<sip:ann@demo.test>");
  (void)core_.request(peer(Transport::kTcp), options, now_);
  drain();
  core_.handle_time(now_ + 32s);
  EXPECT_EQ(drain(), "ResponseReceived 408\n");
  (void)core_.request(peer(Transport::kTcp), options, now_);
  drain();
  core_.handle_transport_error(peer(Transport::kTcp), now_);
  EXPECT_EQ(drain(), "ResponseReceived 503\n");
  EXPECT_EQ(core_.open_transactions(), 0U);
}

TEST_F(UserAgentCoreTest, SendsNothingMoreWhenItsTransactionsAreFull) {
  UserAgentCore small({.max_transactions = 1}, random_);
  Request options{.method = "OPTIONS", .uri = "sip:ann@192.0.2.1", .headers = {}, .body = {}};
  (void)small.request(peer(), options, now_);
  const auto second = small.request(peer(), options, now_);
  std::optional<UserAgent::ResponseReceived> answer;
  while (auto output = small.poll()) {
    if (auto* received = std::get_if<UserAgent::ResponseReceived>(&*output)) answer = *received;
  }
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->transaction, second);
  EXPECT_EQ(answer->response.status, 503);
  EXPECT_EQ(small.open_transactions(), 1U);
}

TEST_F(UserAgentCoreTest, IgnoresCommandsForSessionsThatAreGone) {
  core_.with(SessionId(999), now_, [&](Session& s) { s.hang_up({}, now_); });
  core_.respond(ServerTransactionId(999), test_response(test_invite(), 200), now_);
  EXPECT_EQ(drain(), "");
}

}  // namespace
}  // namespace sidetone::sip
