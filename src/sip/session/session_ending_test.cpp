#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

void hang_up(SessionBench& bench, std::string reason = {}) {
  bench.order([&](Session& s) { s.hang_up(reason, bench.now); });
}

TEST(SessionEnding, SaysByeWithTheReasonAndWaitsForItsAnswer) {
  SessionBench bench = SessionBench::confirmed();
  hang_up(bench, "Q.850;cause=16");
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kReason), "Q.850;cause=16");
  EXPECT_FALSE(bench.session.finished());
  bench.receive_for("BYE", 200);
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionEnding, IsEndedByTheirBye) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to BYE\n0 tell Ended 0\n");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionEnding, AgreesToAByeThatCrossesItsOwn) {
  SessionBench bench = SessionBench::confirmed();
  hang_up(bench);
  bench.request("BYE").request("INFO");
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n0 respond 200 to BYE\n0 respond 481 to INFO\n");
}

TEST(SessionEnding, AnswersWhatIsPendingWhenTheCallEnds) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "hold").forget().request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to BYE\n0 respond 487 to INVITE\n0 tell Ended 0\n");
}

TEST(SessionEnding, AcknowledgesAnAnswerToItsReinviteThatComesAfterItHungUp) {
  SessionBench bench = SessionBench::accepted();
  bench.order([&](Session& s) { s.change("change", bench.now); });
  hang_up(bench);
  bench.forget().receive(200, "changed");
  EXPECT_EQ(bench.trace(), "\n0 ack\n");
}

TEST(SessionEnding, TakesAByeForItsAckWhenTheAckIsLost) {
  SessionBench bench = SessionBench::invited();
  bench.order([&](Session& s) { s.answer({.sdp = "answer", .extra = {}}, bench.now); });
  bench.forget().request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to BYE\n0 tell Ended 0\n");
  EXPECT_EQ(bench.session.deadline(), kNever);
}

TEST(SessionEnding, HangsUpOnce) {
  SessionBench bench = SessionBench::confirmed();
  hang_up(bench);
  hang_up(bench);
  EXPECT_EQ(bench.trace(), "\n0 send BYE\n");
}

TEST(SessionEnding, RefusesAByeInADialogThatWasNeverAnswered) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180).forget().request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 481 to BYE\n");
}

}  // namespace
}  // namespace sidetone::sip
