#include "sip/session/test_bench.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

void change(SessionBench& bench, Sdp offer = "change") {
  bench.order([&](Session& s) { s.change(offer, bench.now); });
}
void accept(SessionBench& bench, Sdp answer = "accepted") {
  bench.order([&](Session& s) { s.accept_offer(answer, bench.now); });
}
void refuse(SessionBench& bench, int status) {
  bench.order([&](Session& s) { s.refuse_offer(status, bench.now); });
}

TEST(SessionChanging, OffersByReinviteAndTellsTheAnswer) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  bench.receive(100).receive(200, "changed").receive(200, "changed");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (change)
0 ack
0 tell OfferResult 200 (changed)
0 ack
)");
  EXPECT_EQ(bench.last_header(HeaderId::kCSeq), "2 ACK");
}

TEST(SessionChanging, KeepsTheSessionWhenItsOfferIsRefused) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  bench.receive(488);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (change)\n0 tell OfferResult 488\n");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(SessionChanging, EndsASessionThatThePeerNoLongerKnows) {
  for (const int status : {408, 481}) {
    SessionBench bench = SessionBench::accepted();
    change(bench);
    bench.receive(status);
    EXPECT_EQ(bench.trace(), "\n0 send INVITE (change)\n0 send BYE\n0 tell Ended " +
                                 std::to_string(status) + "\n");
  }
}

TEST(SessionChanging, SurvivesAConnectionThatIsGoneForTheMoment) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  bench.receive(503);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (change)\n0 tell OfferResult 503\n");
  EXPECT_TRUE(bench.in<Session::Confirmed>());
}

TEST(SessionChanging, SendsOneChangeAfterTheOther) {
  SessionBench bench = SessionBench::accepted();
  change(bench, "one");
  change(bench, "two");
  change(bench, "three");
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (one)\n");
  bench.receive(200, "first");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (one)
0 ack
0 tell OfferResult 200 (first)
0 send INVITE (three)
)");
}

TEST(SessionChanging, TriesAgainAfterAGlareAsTheOwnerOfTheCallId) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  bench.receive(491);
  EXPECT_GE(bench.session.deadline(), bench.now + 2100ms);
  EXPECT_LE(bench.session.deadline(), bench.now + 4s);
  bench.wait(4s);
  EXPECT_EQ(bench.trace().find("send INVITE", 25) != std::string::npos, true);
}

TEST(SessionChanging, TriesAgainSoonerWhenThePeerMadeTheCallId) {
  SessionBench bench = SessionBench::confirmed();
  change(bench);
  bench.receive(491);
  EXPECT_LE(bench.session.deadline(), bench.now + 2s);
  EXPECT_EQ((bench.session.deadline() - bench.now) % 10ms, 0ms);
}

TEST(SessionChanging, ReportsAGlareThatNeverEnds) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  for (int i = 0; i < 8; ++i) bench.receive(491).wait(4s);
  EXPECT_NE(bench.trace().find("tell OfferResult 491"), std::string::npos);
  EXPECT_EQ(bench.session.deadline(), kNever);
}

TEST(SessionChanging, ComesBackWhenThePeerAsksForAMoment) {
  SessionBench bench = SessionBench::accepted();
  change(bench);
  bench.receive(500, {}, {{"Retry-After", "3"}}).wait(3s);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (change)\n3000 send INVITE (change)\n");
}

TEST(SessionChanging, WaitsWithAChangeUntilTheCallIsUp) {
  SessionBench bench = SessionBench::invited();
  change(bench);
  bench.order([&](Session& s) { s.answer({.sdp = "answer", .extra = {}}, bench.now); });
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to INVITE (answer)\n");
  bench.acknowledge(1);
  EXPECT_EQ(bench.trace(),
            "\n0 respond 200 to INVITE (answer)\n0 tell Acknowledged\n0 send INVITE (change)\n");
}

TEST(SessionChanging, UpdatesAnEarlySessionOnceItsFirstOfferIsAnswered) {
  SessionBench bench = SessionBench::calling();
  bench.receive(180, {}, {{"Allow", "UPDATE"}});
  change(bench);
  bench.receive(183, "early", {{"Require", "100rel"}, {"RSeq", "1"}});
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (offer)
0 tell Progress 180 of 0
0 send PRACK
0 tell Progress 183 of 0 (early)
0 send UPDATE (change)
)");
  bench.forget().receive_for("UPDATE", 200, "changed");
  EXPECT_EQ(bench.trace(), "\n0 tell OfferResult 200 (changed)\n");
}

TEST(SessionChanging, AnswersTheirReinviteAndRepeatsThatUntilTheAck) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "hold");
  accept(bench);
  bench.wait(600ms).acknowledge(2).wait(60s);
  EXPECT_EQ(bench.trace(), R"(
0 respond 100 to INVITE
0 tell Offer (hold)
0 respond 200 to INVITE (accepted)
500 repeat response
)");
}

TEST(SessionChanging, EndsASessionWhoseReinviteIsNeverAcknowledged) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "hold");
  accept(bench);
  bench.wait(31s).forget().wait(2s);
  EXPECT_EQ(bench.trace(), "\n31500 repeat response\n32000 send BYE\n32000 tell Ended 408\n");
}

TEST(SessionChanging, OffersInThe2xxToAReinviteWithoutOffer) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE");
  accept(bench, "our offer");
  bench.acknowledge(2, "their answer");
  EXPECT_EQ(bench.trace(), R"(
0 respond 100 to INVITE
0 tell Offer
0 respond 200 to INVITE (our offer)
0 tell Acknowledged (their answer)
)");
}

TEST(SessionChanging, RefusesTheirOfferAndGoesOn) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "video");
  refuse(bench, 488);
  change(bench);
  EXPECT_EQ(bench.trace(), R"(
0 respond 100 to INVITE
0 tell Offer (video)
0 respond 488 to INVITE
0 send INVITE (change)
)");
}

TEST(SessionChanging, AnswersTheirReinviteWith491WhileItsOwnIsOnItsWay) {
  SessionBench bench = SessionBench::confirmed();
  change(bench);
  bench.request("INVITE", "hold").request("UPDATE", "hold");
  EXPECT_EQ(bench.trace(), R"(
0 send INVITE (change)
0 respond 491 to INVITE
0 respond 491 to UPDATE
)");
}

TEST(SessionChanging, AsksForAMomentWhileTheirEarlierOfferIsUnanswered) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("UPDATE", "one").request("UPDATE", "two").request("INVITE", "three");
  EXPECT_EQ(bench.trace(), R"(
0 tell Offer (one)
0 respond 500 to UPDATE
0 respond 500 to INVITE
)");
  EXPECT_NE(bench.last_header(HeaderId::kRetryAfter), "");
}

TEST(SessionChanging, HoldsItsOwnChangeBackUntilTheirOfferIsSettled) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "hold");
  change(bench);
  accept(bench);
  EXPECT_EQ(bench.trace().find("send INVITE"), std::string::npos);
  bench.forget().acknowledge(2);
  EXPECT_EQ(bench.trace(), "\n0 send INVITE (change)\n");
}

TEST(SessionChanging, AnswersABareUpdateByItself) {
  SessionBench bench =
      SessionBench::confirmed({{"Supported", "timer"}, {"Session-Expires", "600"}});
  bench.request("UPDATE", {}, {{"Supported", "timer"}, {"Session-Expires", "600;refresher=uac"}});
  EXPECT_EQ(bench.trace(), "\n0 respond 200 to UPDATE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kSessionExpires), "600;refresher=uac");
  EXPECT_EQ(bench.session.deadline(), bench.now + 568s);
}

TEST(SessionChanging, RefusesATimerThatIsTooShort) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("UPDATE", {}, {{"Supported", "timer"}, {"Session-Expires", "10"}});
  bench.request("INVITE", "hold", {{"Supported", "timer"}, {"Session-Expires", "10"}});
  EXPECT_EQ(bench.trace(), "\n0 respond 422 to UPDATE\n0 respond 422 to INVITE\n");
  EXPECT_EQ(bench.last_header(HeaderId::kMinSe), "90");
}

TEST(SessionChanging, FollowsTheContactOfTheirReinviteOnceItIsAccepted) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "offer", {{"Contact", "<sip:bob@192.0.2.33:5066>"}});
  accept(bench);
  bench.acknowledge(2).order([&](Session& s) { s.hang_up({}, bench.now); });
  EXPECT_TRUE(bench.last_has("BYE sip:bob@192.0.2.33:5066 SIP/2.0\r\n"));
}

TEST(SessionChanging, StaysWithTheContactItKnewWhenTheirChangeIsRefused) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "video", {{"Contact", "<sip:bob@192.0.2.33:5066>"}});
  refuse(bench, 488);
  const SessionBench::Headers too_short{
      {"Contact", "<sip:bob@192.0.2.34>"}, {"Supported", "timer"}, {"Session-Expires", "10"}};
  bench.request("UPDATE", {}, too_short).request("INVITE", "offer", too_short);
  change(bench);
  EXPECT_TRUE(bench.last_has("INVITE sip:bob@192.0.2.2 SIP/2.0\r\n"));
  bench.request("INVITE", "glare", {{"Contact", "<sip:bob@192.0.2.35>"}});
  bench.order([&](Session& s) { s.hang_up({}, bench.now); });
  EXPECT_TRUE(bench.last_has("BYE sip:bob@192.0.2.2 SIP/2.0\r\n"));
}

TEST(SessionChanging, MovesToTheConnectionOfAChangeOnceItIsAccepted) {
  SessionBench bench = SessionBench::confirmed();
  bench.bob_at.transport = Transport::kTcp;
  bench.bob_at.flow = FlowId(9);
  bench.request("INVITE", "video");
  refuse(bench, 488);
  EXPECT_EQ(bench.session.flow(), FlowId());
  bench.request("INVITE", "offer");
  accept(bench);
  EXPECT_EQ(bench.session.flow(), FlowId(9));
}

TEST(SessionChanging, TakesARefusedOfferForNoNewsOfWhatTheySaidLast) {
  SessionBench bench = SessionBench::confirmed(
      {{"Supported", "timer"}, {"Session-Expires", "600;refresher=uas"}, {"Allow", "INVITE"}});
  bench.request("INVITE", "video");
  refuse(bench, 488);
  bench.wait(301s).forget().receive(200, "video");
  EXPECT_EQ(bench.trace(), "\n301000 ack\n301000 tell OfferResult 200 (video)\n");
}

TEST(SessionChanging, AnswersAnOfferThatComesAfterItHungUp) {
  SessionBench bench = SessionBench::invited();
  bench.order([&](Session& s) { s.answer({.sdp = "answer", .extra = {}}, bench.now); });
  bench.order([&](Session& s) { s.hang_up({}, bench.now); });
  bench.forget().request("UPDATE", "hold").acknowledge(1);
  EXPECT_EQ(bench.trace(), "\n0 respond 481 to UPDATE\n0 send BYE\n");
}

TEST(SessionChanging, FollowsTheContactOfTheirUpdate) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("UPDATE", {}, {{"Contact", "<sip:bob@192.0.2.33:5066>"}});
  bench.order([&](Session& s) { s.hang_up({}, bench.now); });
  EXPECT_TRUE(bench.last_has("BYE sip:bob@192.0.2.33:5066 SIP/2.0\r\n"));
}

TEST(SessionChanging, RefreshesByReinviteWhereUpdateIsNotAllowed) {
  SessionBench bench = SessionBench::accepted({{"Session-Expires", "600;refresher=uac"}});
  bench.wait(300s).receive(200, "answer", {{"Session-Expires", "600;refresher=uac"}});
  EXPECT_EQ(bench.trace(), "\n300000 send INVITE (offer)\n300000 ack\n");
  EXPECT_EQ(bench.session.deadline(), bench.now + 300s);
}

TEST(SessionChanging, TellsWhenTheAnswerToARefreshIsAnother) {
  SessionBench bench = SessionBench::accepted({{"Session-Expires", "600;refresher=uac"}});
  bench.wait(300s).receive(200, "moved", {{"Session-Expires", "600;refresher=uac"}});
  EXPECT_EQ(bench.trace(),
            "\n300000 send INVITE (offer)\n300000 ack\n300000 tell OfferResult 200 (moved)\n");
}

TEST(SessionChanging, RefreshesByReinviteOnceUpdateTurnsOutToBeUnknown) {
  SessionBench bench =
      SessionBench::accepted({{"Session-Expires", "600;refresher=uac"}, {"Allow", "UPDATE"}});
  bench.wait(300s).receive_for("UPDATE", 405);
  EXPECT_EQ(bench.trace(), "\n300000 send UPDATE\n300000 send INVITE (offer)\n");
}

TEST(SessionChanging, EndsASessionThatCannotBeRefreshed) {
  SessionBench bench =
      SessionBench::accepted({{"Session-Expires", "90;refresher=uac"}, {"Allow", "UPDATE"}});
  bench.wait(45s).receive_for("UPDATE", 503).wait(10s).receive_for("UPDATE", 503).wait(5s);
  EXPECT_EQ(bench.trace(), R"(
45000 send UPDATE
55000 send UPDATE
60000 send BYE
60000 tell Ended 408
)");
}

TEST(SessionChanging, ForgetsTheirOfferWhenTheyCancelIt) {
  SessionBench bench = SessionBench::confirmed();
  bench.request("INVITE", "hold").cancel(2);
  accept(bench);
  EXPECT_EQ(bench.trace(), R"(
0 respond 100 to INVITE
0 tell Offer (hold)
0 respond 487 to INVITE
)");
}

}  // namespace
}  // namespace sidetone::sip
