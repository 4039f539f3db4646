#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

const SessionBench::Headers kRequiresReliable{{"Require", "100rel"}};

void ring(SessionBench& bench, int status, Sdp sdp = {}) {
  bench.order([&](Session& s) { s.ring({.status = status, .sdp = sdp, .extra = {}}, bench.now); });
}
void answer(SessionBench& bench, Sdp sdp = "answer") {
  bench.order([&](Session& s) { s.answer({.sdp = sdp, .extra = {}}, bench.now); });
}
SessionBench& prack(SessionBench& bench, std::string_view rack, Sdp sdp = {}) {
  return bench.request("PRACK", std::move(sdp), {{"RAck", rack}});
}
std::string rack_of(const SessionBench& bench) {
  return bench.last_header(HeaderId::kRSeq) + " 1 INVITE";
}

TEST(SessionInvited, RingsAnswersAndIsConfirmedByTheAck) {
  SessionBench bench = SessionBench::invited();
  ring(bench, 180);
  EXPECT_EQ(bench.last_header(HeaderId::kContact), "<sip:101@192.0.2.1:5060>");
  answer(bench);
  bench.acknowledge(1).acknowledge(1).wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
0 respond 200 to INVITE (answer)
0 tell Acknowledged
)");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(SessionInvited, RepeatsIts2xxUntilTheAckComes) {
  SessionBench bench = SessionBench::invited();
  answer(bench);
  bench.wait(8s).acknowledge(1).wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 respond 200 to INVITE (answer)
500 repeat response
1500 repeat response
3500 repeat response
7500 repeat response
8000 tell Acknowledged
)");
}

TEST(SessionInvited, EndsACallWhose2xxNobodyAcknowledges) {
  SessionBench bench = SessionBench::invited();
  answer(bench);
  bench.wait(20s).forget().wait(20s);
  EXPECT_EQ(bench.trace(), R"(
23500 repeat response
27500 repeat response
31500 repeat response
32000 send BYE
32000 tell Ended 408
)");
}

TEST(SessionInvited, WaitsForTheAckBeforeItHangsUp) {
  SessionBench bench = SessionBench::invited();
  answer(bench);
  bench.order([&](Session& s) { s.hang_up("SIP;cause=486", bench.now); });
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to INVITE (answer)\n");
  bench.acknowledge(1);
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to INVITE (answer)\n0 send BYE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kReason), "SIP;cause=486");
}

TEST(SessionInvited, HangsUpWithoutTheAckWhenItNeverComes) {
  SessionBench bench = SessionBench::invited();
  answer(bench);
  bench.order([&](Session& s) { s.hang_up({}, bench.now); });
  bench.wait(31s).forget().wait(60s);
  EXPECT_EQ(bench.trace(), "\n31500 repeat response\n32000 send BYE\n");
}

TEST(SessionInvited, IsCancelledBeforeTheAnswer) {
  SessionBench bench = SessionBench::invited();
  ring(bench, 180);
  bench.cancel(1, {{"Reason", "SIP;cause=200"}});
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
0 respond 487 to INVITE
0 tell Cancelled
)");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInvited, IgnoresACancelThatCrossesItsAnswer) {
  SessionBench bench = SessionBench::invited();
  answer(bench);
  bench.cancel().acknowledge(1);
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to INVITE (answer)\n0 tell Acknowledged\n");
}

TEST(SessionInvited, IsEndedByAByeBeforeTheAnswer) {
  SessionBench bench = SessionBench::invited();
  bench.request("BYE");
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to BYE\n0 respond 487 to INVITE\n0 tell Cancelled\n");
}

TEST(SessionInvited, RefusesWithTheHeadersThatWereGiven) {
  SessionBench bench = SessionBench::invited();
  UserAgent::Refuse refuse{.status = 480, .extra = {}};
  refuse.extra.add(HeaderId::kRetryAfter, "60");
  bench.order([&](Session& s) { s.refuse(refuse); });
  EXPECT_EQ(bench.trace(), "\n0 respond 480 to INVITE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kRetryAfter), "60");
  EXPECT_TRUE(bench.session.finished());
}

TEST(SessionInvited, HangsUpBeforeTheAnswerWithTheStatusOfTheReason) {
  SessionBench bench = SessionBench::invited();
  bench.order([&](Session& s) { s.hang_up("SIP;cause=603", bench.now); });
  EXPECT_EQ(bench.trace(), "\n0 respond 603 to INVITE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kReason), "SIP;cause=603");
}

TEST(SessionInvited, CopiesTheRecordedRouteIntoWhatMakesADialog) {
  SessionBench bench = SessionBench::invited("offer", {{"Record-Route", "<sip:p1.example;lr>"}});
  ring(bench, 180);
  EXPECT_EQ(bench.last_header(HeaderId::kRecordRoute), "<sip:p1.example;lr>");
}

TEST(SessionInvited, RemindsTheCallerEveryMinuteThatItRings) {
  SessionBench bench = SessionBench::invited();
  ring(bench, 180);
  bench.wait(130s);
  EXPECT_EQ(bench.trace(),
            "\n0 respond 180 to INVITE\n60000 repeat response\n120000 repeat response\n");
}

TEST(SessionInvited, MakesTheAnswerOfALateOfferPartOfTheAcknowledgement) {
  SessionBench bench = SessionBench::invited("");
  answer(bench, "our offer");
  bench.acknowledge(1, "their answer");
  EXPECT_EQ(bench.trace(),
            "\n0 respond 200 to INVITE (our offer)\n0 tell Acknowledged (their answer)\n");
}

TEST(SessionInvited, RepeatsAReliableProvisionalUntilItsPrack) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 180);
  EXPECT_EQ(bench.last_header(HeaderId::kRequire), "100rel");
  const std::string rack = rack_of(bench);
  bench.wait(4s);
  prack(bench, rack).wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
500 repeat response
1500 repeat response
3500 repeat response
4000 respond 200 to PRACK
)");
}

TEST(SessionInvited, SendsOneReliableProvisionalAtATime) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 180);
  const std::string first = rack_of(bench);
  ring(bench, 183, "early");
  EXPECT_EQ(bench.trace(), "\n0 respond 180 to INVITE\n");
  prack(bench, first);
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
0 respond 200 to PRACK
0 respond 183 to INVITE (early)
)");
  EXPECT_EQ(std::stoul(rack_of(bench)), std::stoul(first) + 1);
}

TEST(SessionInvited, RefusesAPrackThatMeansNothingOfOurs) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 180);
  const std::string rack = rack_of(bench);
  prack(bench, "5 1 INVITE");
  prack(bench, "nonsense");
  prack(bench, rack);
  prack(bench, rack);
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
0 respond 481 to PRACK
0 respond 481 to PRACK
0 respond 200 to PRACK
0 respond 481 to PRACK
)");
}

TEST(SessionInvited, HoldsIts2xxBackUntilTheEarlyAnswerIsAcknowledged) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 183, "early");
  const std::string rack = rack_of(bench);
  answer(bench, "early");
  EXPECT_EQ(bench.trace(), "\n0 respond 183 to INVITE (early)\n");
  prack(bench, rack);
  EXPECT_EQ(bench.trace(), R"(
0 respond 183 to INVITE (early)
0 respond 200 to PRACK
0 respond 200 to INVITE
)");
}

TEST(SessionInvited, AnswersAtOnceWhileAProvisionalWithoutSdpIsUnacknowledged) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 180);
  const std::string rack = rack_of(bench);
  answer(bench);
  prack(bench, rack);
  EXPECT_EQ(bench.trace(), R"(
0 respond 180 to INVITE
0 respond 200 to INVITE (answer)
0 respond 200 to PRACK
)");
}

TEST(SessionInvited, GivesTheCallUpWhenItsProvisionalIsNeverAcknowledged) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 180);
  bench.wait(31s).forget().wait(60s);
  EXPECT_EQ(bench.trace(),
            "\n31500 repeat response\n32000 respond 504 to INVITE\n32000 tell Ended 504\n");
}

TEST(SessionInvited, CannotRingReliablyWithoutTheOfferThatALateOfferCallerAwaits) {
  SessionBench bench = SessionBench::invited("", kRequiresReliable);
  ring(bench, 180);
  EXPECT_EQ(bench.trace(), "\n");
  ring(bench, 183, "our offer");
  const std::string rack = rack_of(bench);
  prack(bench, rack, "their answer");
  answer(bench, "our offer");
  EXPECT_EQ(bench.trace(), R"(
0 respond 183 to INVITE (our offer)
0 respond 200 to PRACK
0 tell OfferResult 200 (their answer)
0 respond 200 to INVITE
)");
}

TEST(SessionInvited, AnswersAnotherOfferInAPrack) {
  SessionBench bench = SessionBench::invited("offer", kRequiresReliable);
  ring(bench, 183, "early");
  const std::string rack = rack_of(bench);
  answer(bench, "early");
  prack(bench, rack, "second offer");
  bench.order([&](Session& s) { s.accept_offer("second answer", bench.now); });
  EXPECT_EQ(bench.trace(), R"(
0 respond 183 to INVITE (early)
0 tell Offer (second offer)
0 respond 200 to PRACK (second answer)
0 respond 200 to INVITE
)");
}

TEST(SessionInvited, RunsTheSessionTimerThatItPutsIntoThe2xx) {
  SessionBench bench =
      SessionBench::invited("offer", {{"Supported", "timer"}, {"Session-Expires", "600"}});
  answer(bench);
  EXPECT_EQ(bench.last_header(HeaderId::kSessionExpires), "600;refresher=uac");
  EXPECT_EQ(bench.last_header(HeaderId::kRequire), "timer");
  bench.acknowledge(1).forget().wait(600s);
  EXPECT_EQ(bench.trace(), "\n568000 send BYE\n568000 tell Ended 408\n");
}

}  // namespace
}  // namespace sidetone::sip
