#include "sip/transaction/invite_client.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

/// Drives one transaction in virtual time and writes down all it does, one line each.
class Bench {
 public:
  explicit Bench(Reliability transport)
      : invite_(test_invite(), to_bytes(test_invite()), transport, now_) {
    record();
  }

  Bench& receive(int status) {
    invite_.handle_response(test_response(test_invite(), status), now_);
    return record();
  }
  Bench& lose_transport() {
    invite_.handle_transport_error();
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
    while (auto output = invite_.poll()) trace_.add(now_, describe(*output));
    return *this;
  }
  static std::string describe(const InviteClient::Output& output) {
    struct Words {
      std::string operator()(const InviteClient::Send& s) {
        return "send " + Trace::name_of(s.bytes);
      }
      std::string operator()(const InviteClient::Deliver& d) {
        return "deliver " + std::to_string(d.response.status);
      }
      std::string operator()(InviteClient::Failure f) {
        return f == InviteClient::Failure::kTimeout ? "fail timeout" : "fail transport";
      }
    };
    return std::visit(Words{}, output);
  }

  Instant now_ = Trace::kStart;
  InviteClient invite_;
  Trace trace_;
};

TEST(InviteClient, RepeatsTheInviteAtDoublingIntervalsAndThenGivesUp) {
  Bench bench(Reliability::kUnreliable);
  bench.wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE
500 send INVITE
1500 send INVITE
3500 send INVITE
7500 send INVITE
15500 send INVITE
31500 send INVITE
32000 fail timeout
)");
  EXPECT_TRUE(bench.in<InviteClient::Terminated>());
}

TEST(InviteClient, NeverRepeatsOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.wait(60s);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE\n32000 fail timeout\n");
}

TEST(InviteClient, StopsRepeatingAndWaitsWithoutLimitOnceItIsHeard) {
  Bench bench(Reliability::kUnreliable);
  bench.wait(600ms).receive(100).wait(10min).receive(180);
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE
500 send INVITE
600 deliver 100
600600 deliver 180
)");
  EXPECT_TRUE(bench.in<InviteClient::Proceeding>());
}

TEST(InviteClient, AcknowledgesEveryCopyOfARefusalButReportsItOnce) {
  Bench bench(Reliability::kUnreliable);
  bench.receive(180).receive(486).wait(1s).receive(486).wait(40s).receive(486);
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE
0 deliver 180
0 send ACK
0 deliver 486
1000 send ACK
)");
  EXPECT_TRUE(bench.in<InviteClient::Terminated>());
}

TEST(InviteClient, LingersThirtyTwoSecondsAfterARefusalOverUdp) {
  Bench bench(Reliability::kUnreliable);
  bench.receive(486).wait(31'999ms);
  EXPECT_TRUE(bench.in<InviteClient::Completed>());
  bench.wait(1ms);
  EXPECT_TRUE(bench.in<InviteClient::Terminated>());
}

TEST(InviteClient, IsDoneAtOnceAfterARefusalOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.receive(486);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE\n0 send ACK\n0 deliver 486\n");
  EXPECT_TRUE(bench.in<InviteClient::Terminated>());
}

TEST(InviteClient, PassesUpEachAnswerOfAForkedInvite) {
  Bench bench(Reliability::kUnreliable);
  bench.receive(200).wait(1s).receive(200);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE\n0 deliver 200\n1000 deliver 200\n");
}

TEST(InviteClient, WaitsForFurtherAnswersUntilTimerMOnEveryTransport) {
  for (const Reliability transport : {Reliability::kUnreliable, Reliability::kReliable}) {
    Bench bench(transport);
    bench.receive(200).receive(180).receive(486).wait(31'999ms);
    EXPECT_TRUE(bench.in<InviteClient::Accepted>());
    bench.wait(1ms).receive(200);
    EXPECT_TRUE(bench.in<InviteClient::Terminated>());
    EXPECT_EQ(bench.trace(), "\n0 send INVITE\n0 deliver 200\n");
  }
}

TEST(InviteClient, ReportsALostTransportOnlyWhileItWaitsForAnAnswer) {
  Bench waiting(Reliability::kReliable);
  waiting.receive(180).lose_transport();
  EXPECT_EQ(waiting.trace(), "\n0 send INVITE\n0 deliver 180\n0 fail transport\n");
  Bench answered(Reliability::kReliable);
  answered.receive(200).lose_transport();
  EXPECT_EQ(answered.trace(), "\n0 send INVITE\n0 deliver 200\n");
  EXPECT_TRUE(answered.in<InviteClient::Terminated>());
}

}  // namespace
}  // namespace sidetone::sip
