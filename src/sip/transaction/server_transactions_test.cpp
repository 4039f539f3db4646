#include "sip/transaction/server_transactions.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

#include <set>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class ServerTransactionsTest : public testing::Test {
 protected:
  static Peer peer(Transport transport = Transport::kUdp) {
    return {.flow = FlowId(1),
            .transport = transport,
            .remote = *SocketAddress::parse("192.0.2.1:5060"),
            .local = *SocketAddress::parse("192.0.2.2:5060")};
  }
  static Request request(std::string_view method) {
    Request request = test_invite();
    request.method = method;
    request.headers.set(HeaderId::kCSeq, "7 " + std::string(method));
    return request;
  }
  static Request old_style(std::string_view method) {
    Request old = request(method);
    old.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=1");
    return old;
  }
  static Request with_to_tag(Request request, std::string_view tag) {
    request.headers.set(HeaderId::kTo, "<sip:bob@demo.test>;tag=" + std::string(tag));
    return request;
  }

  void receive(Request request) { transactions_.handle_request(std::move(request), peer(), now_); }
  void respond(int status) {
    transactions_.respond(last_.transaction, make_response(last_.request, status, "2"), now_);
  }
  std::string drain() {
    std::string trace = "\n";
    while (auto output = transactions_.poll()) trace += describe(*output) + "\n";
    return trace;
  }
  std::string describe(const ServerTransactions::Output& output) {
    if (const auto* sent = std::get_if<ServerTransactions::Transmit>(&output)) {
      bytes_ = sent->datagram.bytes;
      return "send " + Trace::name_of(sent->datagram.bytes) + " to " +
             sent->datagram.to.remote.to_string();
    }
    if (const auto* fresh = std::get_if<ServerTransactions::NewRequest>(&output)) {
      if (!fresh->cancels) last_ = *fresh;
      return "new " + fresh->request.method + (fresh->cancels ? " of an INVITE" : "");
    }
    if (std::holds_alternative<ServerTransactions::AckReceived>(output)) return "ack";
    return "dropped " + std::string(std::get<ServerTransactions::Dropped>(output).why);
  }

  SeededRandom random_{1};
  ServerTransactions transactions_{100, random_};
  Instant now_ = Trace::kStart;
  ServerTransactions::NewRequest last_;
  std::string bytes_;
};

TEST_F(ServerTransactionsTest, TellsANewRequestFromItsCopies) {
  receive(request("OPTIONS"));
  receive(request("OPTIONS"));
  EXPECT_EQ(drain(), "\nnew OPTIONS\n");
  respond(200);
  receive(request("OPTIONS"));
  EXPECT_EQ(drain(), "\nsend 200 to 192.0.2.1:5060\nsend 200 to 192.0.2.1:5060\n");
  transactions_.handle_time(now_ + 32s);
  EXPECT_EQ(transactions_.size(), 0U);
  receive(request("OPTIONS"));
  EXPECT_EQ(drain(), "\nnew OPTIONS\n");
}

TEST_F(ServerTransactionsTest, SettlesTheAckOfARefusalByItself) {
  receive(request("INVITE"));
  drain();
  respond(486);
  receive(with_to_tag(request("ACK"), "2"));
  EXPECT_EQ(drain(), "\nsend 486 to 192.0.2.1:5060\n");
  transactions_.handle_time(now_ + 5s);
  EXPECT_EQ(transactions_.size(), 0U);
}

TEST_F(ServerTransactionsTest, PassesTheAckOfA2xxOnWhateverItsBranch) {
  receive(request("INVITE"));
  drain();
  respond(200);
  receive(with_to_tag(request("ACK"), "2"));
  Request own_branch = with_to_tag(request("ACK"), "2");
  own_branch.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKack");
  receive(own_branch);
  EXPECT_EQ(drain(), "\nsend 200 to 192.0.2.1:5060\nack\nack\n");
}

TEST_F(ServerTransactionsTest, MatchesSendersOfRfc2543ByTheirHeaders) {
  receive(old_style("INVITE"));
  receive(old_style("INVITE"));
  EXPECT_EQ(drain(), "\nnew INVITE\n");
  respond(486);
  EXPECT_EQ(drain(), "\nsend 486 to 192.0.2.1:5060\n");
  receive(with_to_tag(old_style("ACK"), "other"));
  EXPECT_EQ(drain(), "\nack\n");
  receive(old_style("INVITE"));
  EXPECT_EQ(drain(), "\nsend 486 to 192.0.2.1:5060\n");
  receive(with_to_tag(old_style("ACK"), "2"));
  EXPECT_EQ(drain(), "\n");
  transactions_.handle_time(now_ + 5s);
  EXPECT_EQ(transactions_.size(), 0U);
}

TEST_F(ServerTransactionsTest, FindsTheInviteThatACancelMeans) {
  receive(request("INVITE"));
  drain();
  transactions_.assign(last_.transaction, SessionId(9));
  receive(request("CANCEL"));
  const auto output = transactions_.poll();
  ASSERT_TRUE(output);
  const auto& cancel = std::get<ServerTransactions::NewRequest>(*output);
  EXPECT_EQ(cancel.cancels, last_.transaction);
  EXPECT_EQ(transactions_.session_of(cancel.cancels), SessionId(9));
}

TEST_F(ServerTransactionsTest, FindsNoInviteForAStrayCancel) {
  receive(request("CANCEL"));
  EXPECT_EQ(drain(), "\nnew CANCEL\n");
}

TEST_F(ServerTransactionsTest, RefusesARequestThatComesByASecondWay) {
  receive(request("INVITE"));
  Request other_way = request("INVITE");
  other_way.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother");
  receive(other_way);
  EXPECT_EQ(drain(), "\nnew INVITE\nsend 482 to 192.0.2.1:5060\ndropped merged_request\n");
  receive(with_to_tag(other_way, "2"));
  EXPECT_EQ(drain(), "\nnew INVITE\n");
}

TEST_F(ServerTransactionsTest, AnswersWhereRportSays) {
  Request request = test_invite();
  request.headers.set(HeaderId::kVia, "SIP/2.0/UDP pc.example:9;rport;branch=z9hG4bKa");
  receive(request);
  drain();
  respond(180);
  EXPECT_EQ(drain(), "\nsend 180 to 192.0.2.1:5060\n");
  EXPECT_NE(bytes_.find("rport=5060;branch=z9hG4bKa;received=192.0.2.1"), std::string::npos);
}

TEST_F(ServerTransactionsTest, RefusesNewRequestsWhenItIsFullButNotThoseInsideOfDialogs) {
  for (int i = 0; i < 90; ++i) {
    Request one = request("OPTIONS");
    one.headers.set(HeaderId::kVia,
                    "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK" + std::to_string(i));
    one.headers.set(HeaderId::kCallId, "call-" + std::to_string(i));
    receive(one);
  }
  drain();
  receive(request("INVITE"));
  EXPECT_EQ(drain(), "\nsend 503 to 192.0.2.1:5060\ndropped transactions_full\n");
  EXPECT_NE(bytes_.find("Retry-After: "), std::string::npos);
  EXPECT_EQ(transactions_.size(), 90U);
  receive(with_to_tag(request("BYE"), "2"));
  EXPECT_EQ(drain(), "\nnew BYE\n");
}

TEST_F(ServerTransactionsTest, ChallengesOnceAndKeepsNothing) {
  receive(request("REGISTER"));
  (void)drain();
  respond(401);
  EXPECT_EQ(drain(), "\nsend 401 to 192.0.2.1:5060\n");
  EXPECT_EQ(transactions_.size(), 0U);
  EXPECT_EQ(transactions_.deadline(), kNever);
  receive(request("REGISTER"));
  EXPECT_EQ(drain(), "\nnew REGISTER\n");
}

TEST_F(ServerTransactionsTest, RepeatsAChallengeToAnInviteUntilItIsAcknowledged) {
  receive(request("INVITE"));
  (void)drain();
  respond(100);
  respond(401);
  (void)drain();
  transactions_.handle_time(now_ + 500ms);
  EXPECT_EQ(drain(), "\nsend 401 to 192.0.2.1:5060\n");
}

TEST_F(ServerTransactionsTest, RefusesNamesThatAreTooLongToKeep) {
  Request endless = request("INVITE");
  endless.headers.set(HeaderId::kCallId, std::string(3'000, 'x'));
  receive(endless);
  EXPECT_EQ(drain(), "\nsend 400 to 192.0.2.1:5060\ndropped names_too_long\n");
}

TEST_F(ServerTransactionsTest, RepeatsTheLastAnswerToAnInviteWhenAsked) {
  receive(request("INVITE"));
  drain();
  respond(200);
  transactions_.repeat(last_.transaction);
  EXPECT_EQ(drain(), "\nsend 200 to 192.0.2.1:5060\nsend 200 to 192.0.2.1:5060\n");
}

TEST_F(ServerTransactionsTest, SpreadsRetryAfterBetweenFiveAndFifteenSeconds) {
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) seen.insert(retry_after(random_));
  EXPECT_EQ(seen.size(), 11U);
  EXPECT_TRUE(seen.contains("5"));
  EXPECT_TRUE(seen.contains("15"));
}

}  // namespace
}  // namespace sidetone::sip
