#include "sip/session/session.h"

#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(Session, RefusesRequestsOfAnotherDialog) {
  SessionBench bench = SessionBench::confirmed();
  bench.bob_tag = "stranger";
  bench.request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 481 to BYE\n");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(Session, RefusesRequestsThatAreOutOfOrder) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INFO");
  Request old = SessionBench::their_invite({}, {});
  old.method = "INFO";
  old.headers.set(HeaderId::kTo, "<sip:ann@demo.test>;tag=" + bench.session.local_tag());
  old.headers.set(HeaderId::kCSeq, "2 INFO");
  bench.forget().order([&](Session& s) {
    s.handle_request(ServerTransactionId(99), old, SessionBench::peer(), bench.now);
  });
  EXPECT_EQ(bench.trace(), "\n0 respond 500 to INFO\n");
}

TEST(Session, IgnoresAnswersThatItNeverAskedFor) {
  SessionBench bench = SessionBench::confirmed();
  bench.order([&](Session& s) { s.handle_response(77, Response{}, bench.now); });
  EXPECT_EQ(bench.trace(), "\n");
}

TEST(Session, IgnoresCommandsThatDoNotFitItsState) {
  SessionBench bench = SessionBench::confirmed();
  bench.order([&](Session& s) {
    s.ring({}, bench.now);
    s.answer({}, bench.now);
    s.refuse({});
    s.complete_offer("x", bench.now);
    s.accept_offer("x", bench.now);
    s.refuse_offer(488, bench.now);
  });
  EXPECT_EQ(bench.trace(), "\n");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(Session, DependsOnAConnectionOnlyWhereItHasOne) {
  EXPECT_EQ(SessionBench::confirmed().session.flow(), FlowId());
}

TEST(Session, StaysUpWhenItsConnectionCloses) {
  SessionBench bench = SessionBench::confirmed();
  Peer socket = SessionBench::peer();
  socket.transport = Transport::kWss;
  socket.flow = FlowId(12);
  Request update = SessionBench::their_invite({}, {});
  update.method = "UPDATE";
  update.headers.set(HeaderId::kTo, "<sip:ann@demo.test>;tag=" + bench.session.local_tag());
  update.headers.set(HeaderId::kCSeq, "9 UPDATE");
  bench.order(
      [&](Session& s) { s.handle_request(ServerTransactionId(99), update, socket, bench.now); });
  EXPECT_EQ(bench.session.flow(), FlowId(12));
  bench.order([](Session& s) { s.handle_flow_closed(FlowId(12)); });
  EXPECT_EQ(bench.session.flow(), FlowId());
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

}  // namespace
}  // namespace sidetone::sip
