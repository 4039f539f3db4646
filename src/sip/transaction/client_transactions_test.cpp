#include "sip/transaction/client_transactions.h"

#include "sip/transaction/header_values.h"
#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class ClientTransactionsTest : public testing::Test {
 protected:
  static constexpr ClientTransactions::Owner kOwner{.session = SessionId(5), .token = 1};

  static Peer peer(Transport transport = Transport::kUdp, std::uint64_t flow = 1) {
    return {.flow = FlowId(flow),
            .transport = transport,
            .remote = *SocketAddress::parse("192.0.2.2:5060"),
            .local = *SocketAddress::parse("192.0.2.1:5060")};
  }
  static Request request(std::string_view method) {
    Request request = test_invite();
    request.method = method;
    request.headers.remove(HeaderId::kVia);
    request.headers.set(HeaderId::kCSeq, "7 " + std::string(method));
    return request;
  }

  /// Writes down what came out; keeps the last request that was sent.
  std::string drain() {
    std::string trace = "\n";
    while (auto output = transactions_.poll()) trace += describe(*output) + "\n";
    return trace;
  }
  std::string describe(const ClientTransactions::Output& output) {
    if (const auto* sent = std::get_if<ClientTransactions::Transmit>(&output)) {
      last_ = *sent;
      return "send " + Trace::name_of(sent->datagram.bytes) + " " +
             std::string(via_name(sent->datagram.to.transport));
    }
    if (const auto* received = std::get_if<ClientTransactions::Received>(&output)) {
      return "received " + std::to_string(received->response.status);
    }
    if (const auto* failed = std::get_if<ClientTransactions::Failed>(&output)) {
      const bool late = failed->failure == ClientTransactions::Failure::kTimeout;
      return late ? "failed timeout" : "failed transport";
    }
    if (std::holds_alternative<ClientTransactions::Closed>(output)) return "closed";
    return "dropped " + std::string(std::get<ClientTransactions::Dropped>(output).why);
  }
  Response answer(int status) const {
    const auto sent = parse_message(last_.datagram.bytes);
    return make_response(std::get<Request>(*sent), status, "2");
  }

  SeededRandom random_{1};
  ClientTransactions transactions_{random_};
  Instant now_ = Trace::kStart;
  ClientTransactions::Transmit last_;
};

TEST_F(ClientTransactionsTest, GivesEachAnswerToTheOwnerOfItsRequest) {
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  EXPECT_EQ(drain(), "\nsend OPTIONS UDP\n");
  transactions_.handle_response(answer(200), now_);
  const auto output = transactions_.poll();
  ASSERT_TRUE(output);
  EXPECT_EQ(std::get<ClientTransactions::Received>(*output).owner, kOwner);
  transactions_.handle_time(now_ + 5s);
  EXPECT_EQ(drain(), "\nclosed\n");
  EXPECT_EQ(transactions_.size(), 0U);
}

TEST_F(ClientTransactionsTest, PutsADifferentBranchOnEachRequest) {
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  drain();
  const std::string first = last_.datagram.bytes;
  EXPECT_NE(first.find("Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bK"), std::string::npos);
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  drain();
  EXPECT_NE(first, last_.datagram.bytes);
}

TEST_F(ClientTransactionsTest, DropsAnswersThatBelongToNoRequest) {
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  drain();
  Response other_branch = answer(200);
  other_branch.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKother");
  transactions_.handle_response(other_branch, now_);
  EXPECT_EQ(drain(), "\ndropped stray_response\n");
  Response other_method = answer(200);
  other_method.headers.set(HeaderId::kCSeq, "7 INVITE");
  transactions_.handle_response(other_method, now_);
  EXPECT_EQ(drain(), "\ndropped stray_response\n");
}

TEST_F(ClientTransactionsTest, DropsAnAnswerWithAnothersSentByOrASecondVia) {
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  drain();
  Response elsewhere = answer(200);
  Via via = *parse_via(*elsewhere.headers.find(HeaderId::kVia));
  via.host = "192.0.2.77";
  elsewhere.headers.set(HeaderId::kVia, via.to_string());
  transactions_.handle_response(elsewhere, now_);
  Response two_vias = answer(200);
  two_vias.headers.add(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.3;branch=z9hG4bKc");
  transactions_.handle_response(two_vias, now_);
  EXPECT_EQ(drain(), "\ndropped stray_response\ndropped stray_response\n");
}

TEST_F(ClientTransactionsTest, CancelsWithTheBranchOfTheInviteAndKeepsTheAnswersApart) {
  const auto invite = transactions_.send(request("INVITE"), peer(), kOwner, now_);
  drain();
  const Response refusal = answer(487);
  transactions_.handle_response(answer(100), now_);
  transactions_.cancel(invite, "SIP;cause=200", now_);
  transactions_.cancel(invite, "SIP;cause=200", now_);
  EXPECT_EQ(drain(), "\nreceived 100\nsend CANCEL UDP\n");
  EXPECT_NE(last_.datagram.bytes.find("Reason: SIP;cause=200\r\n"), std::string::npos);
  EXPECT_EQ(parse_via(*refusal.headers.find(HeaderId::kVia))->branch(),
            parse_via(*answer(200).headers.find(HeaderId::kVia))->branch());
  transactions_.handle_response(answer(200), now_);
  EXPECT_EQ(drain(), "\n");
  transactions_.handle_response(refusal, now_);
  EXPECT_EQ(drain(), "\nsend ACK UDP\nreceived 487\n");
  transactions_.handle_time(now_ + 32s);
  EXPECT_EQ(drain(), "\nclosed\n");
  EXPECT_EQ(transactions_.size(), 0U);
}

TEST_F(ClientTransactionsTest, TellsOfATimeout) {
  (void)transactions_.send(request("OPTIONS"), peer(Transport::kTcp), kOwner, now_);
  drain();
  EXPECT_EQ(transactions_.deadline(), now_ + 32s);
  transactions_.handle_time(now_ + 32s);
  EXPECT_EQ(drain(), "\nfailed timeout\nclosed\n");
}

TEST_F(ClientTransactionsTest, FailsWhatWaitsOnAConnectionThatClosed) {
  (void)transactions_.send(request("OPTIONS"), peer(Transport::kWss, 7), kOwner, now_);
  (void)transactions_.send(request("OPTIONS"), peer(Transport::kWss, 8), kOwner, now_);
  drain();
  transactions_.handle_flow_closed(FlowId(7), now_);
  EXPECT_EQ(drain(), "\nfailed transport\nclosed\n");
  EXPECT_EQ(transactions_.size(), 1U);
}

TEST_F(ClientTransactionsTest, FailsWhatWaitsForATargetThatCannotBeReached) {
  Peer other = peer();
  other.remote.port = 5070;
  (void)transactions_.send(request("OPTIONS"), peer(), kOwner, now_);
  (void)transactions_.send(request("OPTIONS"), other, kOwner, now_);
  drain();
  transactions_.handle_transport_error(other, now_);
  EXPECT_EQ(drain(), "\nfailed transport\nclosed\n");
  EXPECT_EQ(transactions_.size(), 1U);
}

TEST_F(ClientTransactionsTest, FailsWithoutSendingWhatItsOwnerHasNoRoomFor) {
  EXPECT_NE(transactions_.refuse(kOwner), ClientTransactionId());
  EXPECT_EQ(drain(), "\nfailed transport\n");
  EXPECT_EQ(transactions_.size(), 0U);
}

TEST_F(ClientTransactionsTest, ForgetsWhatIsAbandoned) {
  const auto invite = transactions_.send(request("INVITE"), peer(), kOwner, now_);
  drain();
  transactions_.abandon(invite);
  EXPECT_EQ(transactions_.size(), 0U);
  EXPECT_EQ(transactions_.deadline(), kNever);
  transactions_.handle_response(answer(200), now_);
  EXPECT_EQ(drain(), "\ndropped stray_response\n");
}

TEST_F(ClientTransactionsTest, SendsALargeRequestOverTcpWhereThePeerIsKnownThere) {
  Request large = request("INVITE");
  large.body = std::string(1400, 'x');
  (void)transactions_.send(large, peer(), kOwner, now_);
  EXPECT_EQ(drain(), "\nsend INVITE UDP\n");
  transactions_.handle_flow_opened(peer(Transport::kTcp, 9));
  (void)transactions_.send(large, peer(), kOwner, now_);
  EXPECT_EQ(drain(), "\nsend INVITE TCP\n");
  EXPECT_EQ(last_.datagram.to.flow, FlowId(9));
  EXPECT_NE(last_.datagram.bytes.find("Via: SIP/2.0/TCP "), std::string::npos);
  (void)transactions_.send(request("INVITE"), peer(), kOwner, now_);
  EXPECT_EQ(drain(), "\nsend INVITE UDP\n");
}

TEST_F(ClientTransactionsTest, KnowsItsOwnInvitesByTheirBranch) {
  (void)transactions_.send(request("INVITE"), peer(), kOwner, now_);
  drain();
  const Via via = *parse_via(*answer(200).headers.find(HeaderId::kVia));
  EXPECT_EQ(transactions_.uri_of_invite(via.branch()), "sip:bob@192.0.2.2");
  EXPECT_EQ(transactions_.uri_of_invite("z9hG4bKother"), "");
}

}  // namespace
}  // namespace sidetone::sip
