#include "sip/transaction/non_invite_client.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class Bench {
 public:
  explicit Bench(Reliability transport) : bye_("BYE sip:bob@192.0.2.2 SIP/2.0", transport, now_) {
    record();
  }

  Bench& receive(int status) {
    bye_.handle_response(test_response(test_invite(), status), now_);
    return record();
  }
  Bench& lose_transport() {
    bye_.handle_transport_error();
    return record();
  }
  Bench& wait(Duration span) {
    const Instant end = now_ + span;
    while (bye_.deadline() <= end) {
      now_ = bye_.deadline();
      bye_.handle_time(now_);
      record();
    }
    now_ = end;
    return *this;
  }

  const std::string& trace() const { return trace_.text(); }
  template <typename State>
  bool in() const {
    return std::holds_alternative<State>(bye_.state());
  }

 private:
  Bench& record() {
    while (auto output = bye_.poll()) trace_.add(now_, describe(*output));
    return *this;
  }
  static std::string describe(const NonInviteClient::Output& output) {
    struct Words {
      std::string operator()(const NonInviteClient::Send& s) {
        return "send " + Trace::name_of(s.bytes);
      }
      std::string operator()(const NonInviteClient::Deliver& d) {
        return "deliver " + std::to_string(d.response.status);
      }
      std::string operator()(NonInviteClient::Failure f) {
        return f == NonInviteClient::Failure::kTimeout ? "fail timeout" : "fail transport";
      }
    };
    return std::visit(Words{}, output);
  }

  Instant now_ = Trace::kStart;
  NonInviteClient bye_;
  Trace trace_;
};

TEST(NonInviteClient, RepeatsAtDoublingIntervalsUpToFourSecondsAndThenGivesUp) {
  Bench bench(Reliability::kUnreliable);
  bench.wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 send BYE
500 send BYE
1500 send BYE
3500 send BYE
7500 send BYE
11500 send BYE
15500 send BYE
19500 send BYE
23500 send BYE
27500 send BYE
31500 send BYE
32000 fail timeout
)");
}

TEST(NonInviteClient, NeverRepeatsOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.wait(60s);
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n32000 fail timeout\n");
}

TEST(NonInviteClient, RepeatsEveryFourSecondsAfterAProvisionalAnswer) {
  Bench bench(Reliability::kUnreliable);
  bench.wait(100ms).receive(100).wait(9s);
  EXPECT_EQ(bench.trace(), R"(
0 send BYE
100 deliver 100
500 send BYE
4500 send BYE
8500 send BYE
)");
}

TEST(NonInviteClient, GivesUpAfterAProvisionalAnswerAtTheSameTime) {
  Bench bench(Reliability::kReliable);
  bench.wait(20s).receive(100).wait(60s);
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n20000 deliver 100\n32000 fail timeout\n");
}

TEST(NonInviteClient, HearsTheFinalAnswerOnceAndSwallowsItsCopiesForTimerK) {
  Bench bench(Reliability::kUnreliable);
  bench.receive(200).receive(200).wait(4'999ms);
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n0 deliver 200\n");
  EXPECT_TRUE(bench.in<NonInviteClient::Completed>());
  bench.wait(1ms);
  EXPECT_TRUE(bench.in<NonInviteClient::Terminated>());
}

TEST(NonInviteClient, IsDoneAtOnceOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.receive(200);
  EXPECT_TRUE(bench.in<NonInviteClient::Terminated>());
}

TEST(NonInviteClient, ReportsALostTransportOnlyWhileItWaitsForAnAnswer) {
  Bench waiting(Reliability::kReliable);
  waiting.lose_transport();
  EXPECT_EQ(waiting.trace(), "\n0 send BYE\n0 fail transport\n");
  Bench answered(Reliability::kUnreliable);
  answered.receive(200).lose_transport();
  EXPECT_EQ(answered.trace(), "\n0 send BYE\n0 deliver 200\n");
}

}  // namespace
}  // namespace sidetone::sip
