#include "sip/transaction/invite_server.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class Bench {
 public:
  explicit Bench(Reliability transport) : invite_(transport) {}

  Bench& respond(int status) {
    invite_.respond(status, "SIP/2.0 " + std::to_string(status) + " x", now_);
    return record();
  }
  Bench& repeat() {
    invite_.repeat();
    return record();
  }
  Bench& receive_copy() {
    invite_.handle_copy();
    return record();
  }
  Bench& receive_ack() {
    invite_.handle_ack(now_);
    return record();
  }
  Bench& wait(Duration span) {
    const Instant end = now_ + span;
    while (invite_.deadline() <= end) {
      now_ = invite_.deadline();
      invite_.handle_time(now_);
      record();
    }
    now_ = end;
    return *this;
  }

  const std::string& trace() const { return trace_.text(); }
  template <typename State>
  bool in() const {
    return std::holds_alternative<State>(invite_.state());
  }

 private:
  Bench& record() {
    while (auto output = invite_.poll()) {
      const auto* send = std::get_if<InviteServer::Send>(&*output);
      trace_.add(now_, send != nullptr ? "send " + Trace::name_of(send->bytes) : "deliver ACK");
    }
    return *this;
  }

  Instant now_ = Trace::kStart;
  InviteServer invite_;
  Trace trace_;
};

TEST(InviteServer, AnswersACopyWithTheLatestProvisional) {
  Bench bench(Reliability::kUnreliable);
  bench.receive_copy().respond(100).receive_copy().respond(180).wait(10min).receive_copy();
  EXPECT_EQ(bench.trace(), R"(
0 send 100
0 send 100
0 send 180
600000 send 180
)");
}

TEST(InviteServer, RepeatsARefusalUntilNobodyAcknowledgesItForThirtyTwoSeconds) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(486).wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 send 486
500 send 486
1500 send 486
3500 send 486
7500 send 486
11500 send 486
15500 send 486
19500 send 486
23500 send 486
27500 send 486
31500 send 486
)");
  EXPECT_TRUE(bench.in<InviteServer::Terminated>());
}

TEST(InviteServer, NeverRepeatsARefusalOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.respond(486).wait(31'999ms);
  EXPECT_EQ(bench.trace(), "\n0 send 486\n");
  EXPECT_TRUE(bench.in<InviteServer::Completed>());
  bench.wait(1ms);
  EXPECT_TRUE(bench.in<InviteServer::Terminated>());
}

TEST(InviteServer, AnswersACopyWithTheRefusalUntilTheAck) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(486).receive_copy().receive_ack().receive_copy().receive_ack();
  EXPECT_EQ(bench.trace(), "\n0 send 486\n0 send 486\n");
}

TEST(InviteServer, SwallowsCopiesOfTheAckForTimerI) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(486).receive_ack().wait(4'999ms);
  EXPECT_TRUE(bench.in<InviteServer::Confirmed>());
  bench.wait(1ms);
  EXPECT_TRUE(bench.in<InviteServer::Terminated>());
}

TEST(InviteServer, IsDoneWithTheAckOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.respond(486).receive_ack();
  EXPECT_TRUE(bench.in<InviteServer::Terminated>());
}

TEST(InviteServer, LeavesTheRepetitionOfA2xxToItsUserUntilTimerL) {
  for (const Reliability transport : {Reliability::kUnreliable, Reliability::kReliable}) {
    Bench bench(transport);
    bench.respond(200).receive_copy().wait(1s).repeat().wait(30'999ms);
    EXPECT_EQ(bench.trace(), "\n0 send 200\n1000 send 200\n");
    EXPECT_TRUE(bench.in<InviteServer::Accepted>());
    bench.wait(1ms).repeat();
    EXPECT_EQ(bench.trace(), "\n0 send 200\n1000 send 200\n");
    EXPECT_TRUE(bench.in<InviteServer::Terminated>());
  }
}

TEST(InviteServer, HandsTheAckOfA2xxToItsUser) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(200).receive_ack();
  EXPECT_EQ(bench.trace(), "\n0 send 200\n0 deliver ACK\n");
}

TEST(InviteServer, SendsOnlyTheFirstFinalAnswer) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(200).respond(486).respond(180);
  EXPECT_EQ(bench.trace(), "\n0 send 200\n");
}

}  // namespace
}  // namespace sidetone::sip
