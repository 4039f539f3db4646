#include "sip/transaction/non_invite_server.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

class Bench {
 public:
  explicit Bench(Reliability transport) : request_(transport, now_) {}

  Bench& respond(int status) {
    request_.respond(status, "SIP/2.0 " + std::to_string(status) + " x", now_);
    return record();
  }
  Bench& receive_copy() {
    request_.handle_copy();
    return record();
  }
  Bench& wait(Duration span) {
    const Instant end = now_ + span;
    while (request_.deadline() <= end) {
      now_ = request_.deadline();
      request_.handle_time(now_);
      record();
    }
    now_ = end;
    return *this;
  }

  const std::string& trace() const { return trace_.text(); }
  template <typename State>
  bool in() const {
    return std::holds_alternative<State>(request_.state());
  }

 private:
  Bench& record() {
    while (auto output = request_.poll()) trace_.add(now_, "send " + Trace::name_of(output->bytes));
    return *this;
  }

  Instant now_ = Trace::kStart;
  NonInviteServer request_;
  Trace trace_;
};

TEST(NonInviteServer, SwallowsCopiesUntilItsUserSaysSomething) {
  Bench bench(Reliability::kUnreliable);
  bench.receive_copy().respond(100).receive_copy().respond(200).receive_copy();
  EXPECT_EQ(bench.trace(), "\n0 send 100\n0 send 100\n0 send 200\n0 send 200\n");
}

TEST(NonInviteServer, AnswersCopiesUntilTimerJ) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(200).wait(31'999ms).receive_copy();
  EXPECT_TRUE(bench.in<NonInviteServer::Completed>());
  bench.wait(1ms).receive_copy();
  EXPECT_EQ(bench.trace(), "\n0 send 200\n31999 send 200\n");
  EXPECT_TRUE(bench.in<NonInviteServer::Terminated>());
}

TEST(NonInviteServer, IsDoneWithTheAnswerOverAReliableTransport) {
  Bench bench(Reliability::kReliable);
  bench.respond(200);
  EXPECT_EQ(bench.trace(), "\n0 send 200\n");
  EXPECT_TRUE(bench.in<NonInviteServer::Terminated>());
}

TEST(NonInviteServer, SendsOnlyTheFirstFinalAnswer) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(200).respond(404);
  EXPECT_EQ(bench.trace(), "\n0 send 200\n");
}

TEST(NonInviteServer, NeverAnswersWhenTheClientHasGivenUp) {
  Bench bench(Reliability::kUnreliable);
  bench.respond(100).wait(32s).respond(200);
  EXPECT_EQ(bench.trace(), "\n0 send 100\n");
  EXPECT_TRUE(bench.in<NonInviteServer::Terminated>());
}

}  // namespace
}  // namespace sidetone::sip
