#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

const SessionBench::Headers kReliable1{{"Require", "100rel"}, {"RSeq", "100"}};
const SessionBench::Headers kReliable2{{"Require", "100rel"}, {"RSeq", "101"}};
const SessionBench::Headers kReliable3{{"Require", "100rel"}, {"RSeq", "102"}};

void hang_up(SessionBench& bench, std::string reason = {}) {
  bench.order([&](Session& s) { s.hang_up(reason, bench.now); });
}

TEST(SessionInviting, TellsOfRingingAndOfTheAnswer) {
  SessionBench bench = SessionBench::calling();
  bench.receive(100).receive(180).receive(183, "early").receive(200, "answer");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 tell Progress 180 of 0
0 tell Progress 183 of 0 (early)
0 ack
0 tell Answered by 0 (answer)
)");
}

TEST(SessionInviting, WritesAnInviteThatAPeerCanAnswer) {
  const SessionBench bench = SessionBench::calling();
  EXPECT_TRUE(bench.last_has("INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"));
  EXPECT_EQ(bench.last_header(HeaderId::kContact), "<sip:ann@192.0.2.1:5060>");
  EXPECT_EQ(bench.last_header(HeaderId::kFrom),
            "<sip:ann@demo.test>;tag=" + bench.session.local_tag());
  EXPECT_EQ(bench.last_header(HeaderId::kSupported), "100rel, timer");
  EXPECT_EQ(bench.last_header(HeaderId::kSessionExpires), "1800");
  EXPECT_EQ(bench.last_header(HeaderId::kMinSe), "90");
  EXPECT_TRUE(bench.last_has("Allow: INVITE, "));
}

TEST(SessionInviting, AcknowledgesEveryCopyOfTheAnswerButTellsItOnce) {
  SessionBench bench = SessionBench::accepted();
  bench.receive(200, "answer").receive(200, "answer");
  EXPECT_EQ(bench.trace(), "\n0 ack\n0 ack\n");
}

TEST(SessionInviting, ShowsEachForkAndEndsThoseThatAnswerLater) {
  SessionBench bench = SessionBench::calling();
  bench.bob_tag = "b1";
  bench.receive(180);
  bench.bob_tag = "b2";
  bench.receive(180).receive(200, "second");
  bench.bob_tag = "b1";
  bench.receive(200, "first").receive(200, "first");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 tell Progress 180 of 0
0 tell Progress 180 of 1
0 ack
0 tell Answered by 1 (second)
0 ack
0 send BYE
0 ack
)");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(SessionInviting, NeverFollowsMoreForksThanItsBound) {
  SessionBench bench = SessionBench::calling();
  for (int i = 0; i < 20; ++i) {
    bench.bob_tag = "b" + std::to_string(i);
    bench.receive(180);
  }
  EXPECT_NE(bench.trace().find("of 15\n"), std::string::npos);
  EXPECT_EQ(bench.trace().find("of 16\n"), std::string::npos);
}

TEST(SessionInviting, WaitsForAProvisionalBeforeItCancels) {
  SessionBench bench = SessionBench::calling();
  hang_up(bench, "SIP;cause=200");
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (offer)\n");
  bench.receive(100);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (offer)\n0 cancel (SIP;cause=200)\n");
  bench.receive(487);
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInviting, EndsAnAnswerThatCrossesItsCancel) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180);
  hang_up(bench, "SIP;cause=200");
  bench.receive(200, "answer");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 tell Progress 180 of 0
0 cancel (SIP;cause=200)
0 ack
0 send BYE
)");
  EXPECT_EQ(bench.last_header(HeaderId::kReason), "SIP;cause=200");
  EXPECT_FALSE(bench.session.finished());
  bench.receive_for("BYE", 200).close();
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInviting, EndsAnAnswerThatIsTheFirstThingHeardAfterHangingUp) {
  SessionBench bench = SessionBench::calling();
  hang_up(bench);
  bench.receive(200, "answer").receive(200, "answer");
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (offer)\n0 ack\n0 send BYE\n0 ack\n");
}

TEST(SessionInviting, ForgetsACancelledInviteThatNobodyEnds) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180).forget();
  hang_up(bench);
  bench.wait(40s);
  EXPECT_EQ(bench.trace(), "\n0 cancel\n32000 abandon\n");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInviting, TellsNothingMoreAfterHangingUp) {
  SessionBench bench = SessionBench::calling();
  hang_up(bench);
  bench.receive(486);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (offer)\n");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInviting, ReportsARefusalAndIsFinished) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180).receive(603);
  EXPECT_EQ(bench.trace(),
            "\n0 send INVITE (offer)\n0 tell Progress 180 of 0\n0 tell Refused 603\n");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInviting, AcknowledgesReliableProvisionalsInTheirOrder) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180, {}, kReliable1).receive(183, "early", kReliable3);
  bench.receive(180, {}, kReliable1).receive(183, "early", kReliable2);
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 send PRACK
0 tell Progress 180 of 0
0 send PRACK
0 tell Progress 183 of 0 (early)
)");
  EXPECT_EQ(bench.last_header(HeaderId::kRAck), "101 1 INVITE");
  EXPECT_EQ(bench.last_header(HeaderId::kCSeq), "3 PRACK");
}

TEST(SessionInviting, TakesTheAnswerFromAProvisionalWhenThe2xxRepeatsNone) {
  SessionBench bench = SessionBench::calling();
  bench.receive(183, "early", kReliable1).receive_for("PRACK", 200).forget().receive(200);
  EXPECT_EQ(bench.trace(), "\n0 ack\n0 tell Answered by 0 (early)\n");
  EXPECT_EQ(bench.last_header(HeaderId::kCSeq), "1 ACK");
}

TEST(SessionInviting, AnswersALateOfferInItsAck) {
  SessionBench bench = SessionBench::calling("");
  EXPECT_EQ(bench.last_header(HeaderId::kSupported), "timer");
  bench.receive(200, "their offer").receive(200, "their offer");
  bench.order([&](Session& s) { s.complete_offer("our answer", bench.now); });
  bench.receive(200, "their offer");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE
0 tell Answered by 0 (their offer)
0 ack (our answer)
0 ack (our answer)
)");
}

TEST(SessionInviting, HangsUpWhileItOwesAnAnswer) {
  SessionBench bench = SessionBench::calling("");
  bench.receive(200, "their offer").forget();
  hang_up(bench);
  EXPECT_EQ(bench.trace(), "\n0 ack\n0 send BYE\n");
}

TEST(SessionInviting, EndsAnAnswerThatNeverCarriesAnOffer) {
  SessionBench bench = SessionBench::calling("");
  bench.receive(200);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE\n0 ack\n0 send BYE\n0 tell Refused 488\n");
}

TEST(SessionInviting, TriesAgainWithTheLongerTimerThatAPeerWants) {
  SessionBench bench = SessionBench::calling();
  bench.receive(422, {}, {{"Min-SE", "3600"}});
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (offer)\n0 send INVITE (offer)\n");
  EXPECT_EQ(bench.last_header(HeaderId::kSessionExpires), "3600");
  EXPECT_EQ(bench.last_header(HeaderId::kMinSe), "3600");
  EXPECT_EQ(bench.last_header(HeaderId::kCSeq), "2 INVITE");
  bench.receive(200, "answer").receive(200, "answer");
  EXPECT_EQ(bench.last_header(HeaderId::kCSeq), "2 ACK");
}

TEST(SessionInviting, BeginsAnewWithoutTheEarlyDialogsOfTheFirstTry) {
  SessionBench bench = SessionBench::calling();
  bench.receive(183, "early", kReliable1);
  EXPECT_EQ(bench.session.forks(), 1U);
  bench.receive(422, {}, {{"Min-SE", "3600"}});
  EXPECT_EQ(bench.session.forks(), 0U);
  bench.forget().receive_for("PRACK", 481);
  EXPECT_EQ(bench.trace(), "\n");
  bench.bob_tag = "b2";
  bench.receive(200, "answer");
  EXPECT_EQ(bench.session.forks(), 1U);
}

TEST(SessionInviting, GivesUpOnAPeerThatWantsEverLongerTimers) {
  SessionBench bench = SessionBench::calling();
  for (const std::string_view wanted : {"100", "200", "300", "400", "500"}) {
    bench.receive(422, {}, {{"Min-SE", wanted}});
  }
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 send INVITE (offer)
0 send INVITE (offer)
0 send INVITE (offer)
0 tell Refused 422
)");
}

TEST(SessionInviting, RefreshesWhenThe2xxMakesItTheRefresher) {
  SessionBench bench =
      SessionBench::accepted({{"Session-Expires", "600;refresher=uac"}, {"Allow", "UPDATE"}});
  bench.wait(300s);
  EXPECT_EQ(bench.trace(), "\n300000 send UPDATE\n");
}

TEST(SessionInviting, RunsNoTimerThatThe2xxDoesNotName) {
  SessionBench bench = SessionBench::accepted();
  EXPECT_EQ(bench.session.deadline(), kNever);
}

}  // namespace
}  // namespace sidetone::sip
