#include "sip/user_agent.h"

#include "sip/session/test_net.h"

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;
using UA = UserAgent;

/// Both ends of a call that is up.
struct Call {
  SessionId caller;
  SessionId callee;
};

Call set_up(TestNet& net) {
  Call call;
  call.caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  call.callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(call.callee, {}, net.now());
  net.bob.ua.answer(call.callee, {.sdp = "answer", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Answered>(net.ann).sdp, "answer");
  net.await<UA::Acknowledged>(net.bob);
  return call;
}

TEST(UserAgent, CarriesACallFromInviteToBye) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const auto incoming = net.await<UA::IncomingInvite>(net.bob);
  EXPECT_EQ(incoming.offer, "offer");
  EXPECT_EQ(incoming.request.uri, "sip:bob@192.0.2.2:5060");
  net.bob.ua.ring(incoming.session, {}, net.now());
  EXPECT_EQ(net.await<UA::Progress>(net.ann).status, 180);
  net.bob.ua.answer(incoming.session, {.sdp = "answer", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Answered>(net.ann).sdp, "answer");
  net.await<UA::Acknowledged>(net.bob);
  net.ann.ua.hang_up(caller, {}, net.now());
  EXPECT_EQ(net.await<UA::Ended>(net.bob).ending.status, 0);
  net.expect_all_settled();
  EXPECT_EQ(net.ladder(), R"(
0 ann INVITE sip:bob@192.0.2.2:5060 SIP/2.0
5 bob SIP/2.0 100 Trying
5 bob SIP/2.0 180 Ringing
10 bob SIP/2.0 200 OK
15 ann ACK sip:bob@192.0.2.2:5060 SIP/2.0
20 ann BYE sip:bob@192.0.2.2:5060 SIP/2.0
25 bob SIP/2.0 200 OK
)");
}

TEST(UserAgent, PassesARegisterToItsOwnerAndTheAnswerBack) {
  TestNet net;
  Request request{.method = "REGISTER", .uri = "sip:demo.test", .headers = {}, .body = {}};
  request.headers.add(HeaderId::kFrom, "<sip:ann@demo.test>");
  request.headers.add(HeaderId::kTo, "<sip:ann@demo.test>");
  const auto id = net.ann.ua.request(net.peer_of(net.ann), request, net.now());
  const auto incoming = net.await<UA::IncomingRequest>(net.bob);
  EXPECT_EQ(incoming.request.method, "REGISTER");
  net.bob.ua.respond(incoming.transaction, make_response(incoming.request, 200, "bobtag"),
                     net.now());
  const auto response = net.await<UA::ResponseReceived>(net.ann);
  EXPECT_EQ(response.transaction, id);
  EXPECT_EQ(response.response.status, 200);
  net.expect_all_settled();
}

TEST(UserAgent, CancelsBeforeTheAnswer) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.await<UA::Progress>(net.ann);
  net.ann.ua.hang_up(caller, "SIP;cause=200;text=\"Call completed elsewhere\"", net.now());
  const Ending ending = net.await<UA::Cancelled>(net.bob).ending;
  EXPECT_EQ(ending.reason_sip_cause, 200);
  EXPECT_EQ(ending.reason_text, "Call completed elsewhere");
  net.expect_all_settled();
  EXPECT_FALSE(TestNet::told<UA::Refused>(net.ann)) << net.ladder();
}

TEST(UserAgent, ReportsARefusalWithItsReason) {
  TestNet net;
  net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.refuse(callee, {.status = 486, .extra = {}}, net.now());
  const Ending ending = net.await<UA::Refused>(net.ann).ending;
  EXPECT_EQ(ending.status, 486);
  EXPECT_EQ(ending.reason, "Busy Here");
  net.expect_all_settled();
}

TEST(UserAgent, ChangesASessionByReinvite) {
  TestNet net;
  const Call call = set_up(net);
  net.bob.ua.change_session(call.callee, "hold", net.now());
  EXPECT_EQ(net.await<UA::Offer>(net.ann).offer, "hold");
  net.ann.ua.accept_offer(call.caller, "held", net.now());
  const auto result = net.await<UA::OfferResult>(net.bob);
  EXPECT_EQ(result.status, 200);
  EXPECT_EQ(result.answer, "held");
  net.bob.ua.hang_up(call.callee, {}, net.now());
  net.await<UA::Ended>(net.ann);
  net.expect_all_settled();
}

TEST(UserAgent, KeepsTheSessionWhenAnOfferIsRefused) {
  TestNet net;
  const Call call = set_up(net);
  net.ann.ua.change_session(call.caller, "video", net.now());
  net.await<UA::Offer>(net.bob);
  net.bob.ua.refuse_offer(call.callee, 488, net.now());
  EXPECT_EQ(net.await<UA::OfferResult>(net.ann).status, 488);
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
}

TEST(UserAgent, CarriesALateOfferInTheAckOfTheCaller) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann, {}), net.now());
  const auto incoming = net.await<UA::IncomingInvite>(net.bob);
  EXPECT_EQ(incoming.offer, "");
  net.bob.ua.answer(incoming.session, {.sdp = "bob offers", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Answered>(net.ann).sdp, "bob offers");
  net.ann.ua.complete_offer(caller, "ann answers", net.now());
  EXPECT_EQ(net.await<UA::Acknowledged>(net.bob).sdp, "ann answers");
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
}

TEST(UserAgent, EndsAnAnswerThatCrossesTheCancel) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.await<UA::Progress>(net.ann);
  net.ann.ua.hang_up(caller, {}, net.now());
  net.bob.ua.answer(callee, {.sdp = "answer", .extra = {}}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
  EXPECT_EQ(net.ladder(), R"(
0 ann INVITE sip:bob@192.0.2.2:5060 SIP/2.0
5 bob SIP/2.0 100 Trying
5 bob SIP/2.0 180 Ringing
10 ann CANCEL sip:bob@192.0.2.2:5060 SIP/2.0
10 bob SIP/2.0 200 OK
15 bob SIP/2.0 200 OK
15 ann ACK sip:bob@192.0.2.2:5060 SIP/2.0
15 ann BYE sip:bob@192.0.2.2:5060 SIP/2.0
20 bob SIP/2.0 200 OK
)");
}

TEST(UserAgent, WaitsWithACancelUntilTheCalleeIsHeard) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Cancelled>(net.bob);
  net.expect_all_settled();
  EXPECT_EQ(net.ladder(), R"(
0 ann INVITE sip:bob@192.0.2.2:5060 SIP/2.0
5 bob SIP/2.0 100 Trying
10 ann CANCEL sip:bob@192.0.2.2:5060 SIP/2.0
15 bob SIP/2.0 200 OK
15 bob SIP/2.0 487 Request Terminated
20 ann ACK sip:bob@192.0.2.2:5060 SIP/2.0
)");
}

TEST(UserAgent, SettlesTwoReinvitesThatMeet) {
  TestNet net;
  const Call call = set_up(net);
  net.ann.ua.change_session(call.caller, "from ann", net.now());
  net.bob.ua.change_session(call.callee, "from bob", net.now());
  EXPECT_EQ(net.await<UA::Offer>(net.ann).offer, "from bob");
  net.ann.ua.accept_offer(call.caller, "yes bob", net.now());
  EXPECT_EQ(net.await<UA::OfferResult>(net.bob).answer, "yes bob");
  EXPECT_EQ(net.await<UA::Offer>(net.bob).offer, "from ann");
  net.bob.ua.accept_offer(call.callee, "yes ann", net.now());
  EXPECT_EQ(net.await<UA::OfferResult>(net.ann).answer, "yes ann");
  EXPECT_EQ(net.sent(net.ann, "SIP/2.0 491"), 1) << net.ladder();
  EXPECT_EQ(net.sent(net.bob, "SIP/2.0 491"), 1) << net.ladder();
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.expect_all_settled();
}

TEST(UserAgent, AgreesToByesThatCross) {
  TestNet net;
  const Call call = set_up(net);
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.bob.ua.hang_up(call.callee, {}, net.now());
  net.expect_all_settled();
  EXPECT_EQ(net.sent(net.ann, "SIP/2.0 200"), 1) << net.ladder();
  EXPECT_EQ(net.sent(net.bob, "BYE"), 1) << net.ladder();
}

TEST(UserAgent, KeepsALongCallAliveBySessionRefreshes) {
  TestNet net({}, {.session_expires = 90s});
  const Call call = set_up(net);
  net.run_for(10min);
  EXPECT_EQ(net.sent(net.ann, "UPDATE"), 13) << net.ladder();
  EXPECT_FALSE(TestNet::told<UA::Ended>(net.ann)) << net.ladder();
  net.bob.ua.hang_up(call.callee, {}, net.now());
  net.await<UA::Ended>(net.ann);
  net.expect_all_settled();
}

TEST(UserAgent, EndsACallWhosePeerHasVanished) {
  TestNet net({}, {.session_expires = 90s});
  set_up(net);
  net.cut(net.ann);
  net.run_for(3min);
  EXPECT_TRUE(TestNet::told<UA::Ended>(net.bob)) << net.ladder();
  EXPECT_TRUE(TestNet::told<UA::Ended>(net.ann)) << net.ladder();
  net.expect_all_settled();
}

TEST(UserAgent, GivesUpOnACalleeThatIsNotThere) {
  TestNet net;
  net.cut(net.ann);
  net.ann.ua.invite(net.invitation(net.ann), net.now());
  EXPECT_EQ(net.await<UA::Refused>(net.ann).ending.status, 408);
  EXPECT_EQ(net.sent(net.ann, "INVITE"), 7);
  net.expect_all_settled();
}

TEST(UserAgent, EndsACallWhoseAcksAreAllLost) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.cut(net.ann);
  net.bob.ua.answer(callee, {.sdp = "answer", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Ended>(net.bob).ending.status, 408);
  net.cut(net.ann, false);
  net.await<UA::Ended>(net.ann);
  net.expect_all_settled();
  EXPECT_GT(net.sent(net.ann, "ACK"), 3) << net.ladder();
  (void)caller;
}

TEST(UserAgent, CarriesACallOverAWebSocket) {
  TestNet net({.transport = Transport::kWss});
  const Call call = set_up(net);
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
}

TEST(UserAgent, KeepsACallWhoseConnectionClosesUntilItsTimersSayOtherwise) {
  TestNet net({.transport = Transport::kWss}, {.session_expires = 90s});
  const Call call = set_up(net);
  net.bob.ua.handle_flow_closed(FlowId(7), net.now());
  net.cut(net.ann);
  net.run_for(1s);
  EXPECT_FALSE(TestNet::told<UA::Ended>(net.bob)) << net.ladder();
  EXPECT_EQ(net.bob.ua.open_sessions(), 1U);
  net.run_for(2min);
  EXPECT_TRUE(TestNet::told<UA::Ended>(net.bob)) << net.ladder();
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.expect_all_settled();
}

TEST(UserAgent, FailsAnInviteWhoseConnectionCloses) {
  TestNet net({.transport = Transport::kWss});
  net.ann.ua.invite(net.invitation(net.ann), net.now());
  net.await<UA::IncomingInvite>(net.bob);
  net.ann.ua.handle_flow_closed(FlowId(7), net.now());
  EXPECT_EQ(net.await<UA::Refused>(net.ann).ending.status, 503);
}

TEST(UserAgent, RingsReliablyWhereTheCallerInsists) {
  TestNet net;
  UA::Invite invite = net.invitation(net.ann);
  invite.extra.add(HeaderId::kRequire, "100rel");
  const SessionId caller = net.ann.ua.invite(invite, net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.bob.ua.ring(callee, {.status = 183, .sdp = "early", .extra = {}}, net.now());
  net.bob.ua.answer(callee, {.sdp = "early", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Progress>(net.ann).status, 180);
  EXPECT_EQ(net.await<UA::Answered>(net.ann).fork, 0);
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
  EXPECT_EQ(net.sent(net.ann, "PRACK"), 1) << net.ladder();
}

TEST(UserAgent, EndsTheSecondAnswerOfAForkedInvite) {
  TestNet net;
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.answer(callee, {.sdp = "answer", .extra = {}}, net.now());
  net.await<UA::Answered>(net.ann);
  std::string other = net.last_from(net.bob);
  other.replace(other.find(";tag=", other.find("\nTo: ")), 8, ";tag=xyz");
  net.inject(net.bob, net.peer_of(net.ann), other);
  net.await<UA::Acknowledged>(net.bob);
  EXPECT_EQ(net.sent(net.ann, "ACK"), 2) << net.ladder();
  EXPECT_EQ(net.sent(net.ann, "BYE"), 1) << net.ladder();
  EXPECT_FALSE(TestNet::told<UA::Ended>(net.bob)) << net.ladder();
  net.ann.ua.hang_up(caller, {}, net.now());
  net.expect_all_settled();
}

/// A network that loses, doubles and reorders: each seed is another day.
class UserAgentInBadWeather : public testing::TestWithParam<std::uint64_t> {
 protected:
  static NetConditions weather() {
    const std::uint64_t seed = GetParam();
    return {.seed = seed,
            .transport = Transport::kUdp,
            .loss_percent = static_cast<std::uint32_t>(seed % 21),
            .duplicate_percent = 10,
            .min_delay = 5ms,
            .max_delay = 300ms};
  }
};

TEST_P(UserAgentInBadWeather, CarriesACallAndItsChanges) {
  TestNet net(weather());
  const Call call = set_up(net);
  net.ann.ua.change_session(call.caller, "hold", net.now());
  EXPECT_EQ(net.await<UA::Offer>(net.bob).offer, "hold");
  net.bob.ua.accept_offer(call.callee, "held", net.now());
  EXPECT_EQ(net.await<UA::OfferResult>(net.ann).answer, "held");
  net.bob.ua.hang_up(call.callee, {}, net.now());
  net.await<UA::Ended>(net.ann);
  net.expect_all_settled();
}

TEST_P(UserAgentInBadWeather, CancelsAndRefuses) {
  TestNet net(weather());
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.run_for(Duration(GetParam() * 7000));
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Cancelled>(net.bob);
  net.ann.ua.invite(net.invitation(net.ann), net.now());
  net.bob.ua.refuse(net.await<UA::IncomingInvite>(net.bob).session, {}, net.now());
  EXPECT_EQ(net.await<UA::Refused>(net.ann).ending.status, 486);
  net.expect_all_settled();
}

TEST_P(UserAgentInBadWeather, LeavesNothingBehindWhateverCrosses) {
  TestNet net(weather());
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.run_for(Duration(net.random().below(400'000)));
  net.bob.ua.answer(callee, {.sdp = "answer", .extra = {}}, net.now());
  net.run_for(Duration(net.random().below(400'000)));
  net.ann.ua.hang_up(caller, {}, net.now());
  net.expect_all_settled();
  EXPECT_TRUE(TestNet::told<UA::Ended>(net.bob) || TestNet::told<UA::Cancelled>(net.bob))
      << net.ladder();
}

TEST_P(UserAgentInBadWeather, SettlesAGlare) {
  TestNet net(weather());
  const Call call = set_up(net);
  net.ann.ua.change_session(call.caller, "from ann", net.now());
  net.bob.ua.change_session(call.callee, "from bob", net.now());
  bool ann_done = false;
  bool bob_done = false;
  for (int i = 0; i < 600 && !(ann_done && bob_done); ++i) {
    net.run_for(100ms);
    ann_done |= TestNet::told<UA::OfferResult>(net.ann);
    bob_done |= TestNet::told<UA::OfferResult>(net.bob);
    if (TestNet::told<UA::Offer>(net.ann)) {
      net.await<UA::Offer>(net.ann);
      net.ann.ua.accept_offer(call.caller, "yes bob", net.now());
    }
    if (TestNet::told<UA::Offer>(net.bob)) {
      net.await<UA::Offer>(net.bob);
      net.bob.ua.accept_offer(call.callee, "yes ann", net.now());
    }
  }
  EXPECT_TRUE(ann_done && bob_done) << net.ladder();
  net.ann.ua.hang_up(call.caller, {}, net.now());
  net.expect_all_settled();
}

TEST_P(UserAgentInBadWeather, RingsReliably) {
  TestNet net(weather());
  UA::Invite invite = net.invitation(net.ann);
  invite.extra.add(HeaderId::kRequire, "100rel");
  const SessionId caller = net.ann.ua.invite(invite, net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.ring(callee, {}, net.now());
  net.bob.ua.ring(callee, {.status = 183, .sdp = "early", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Progress>(net.ann).status, 180);
  EXPECT_EQ(net.await<UA::Progress>(net.ann).sdp, "early");
  net.bob.ua.answer(callee, {.sdp = "early", .extra = {}}, net.now());
  net.await<UA::Answered>(net.ann);
  net.await<UA::Acknowledged>(net.bob);
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
}

TEST_P(UserAgentInBadWeather, CarriesALateOfferAndRefreshes) {
  TestNet net(weather(), {.session_expires = 90s});
  const SessionId caller = net.ann.ua.invite(net.invitation(net.ann, {}), net.now());
  const SessionId callee = net.await<UA::IncomingInvite>(net.bob).session;
  net.bob.ua.answer(callee, {.sdp = "bob offers", .extra = {}}, net.now());
  EXPECT_EQ(net.await<UA::Answered>(net.ann).sdp, "bob offers");
  net.ann.ua.complete_offer(caller, "ann answers", net.now());
  EXPECT_EQ(net.await<UA::Acknowledged>(net.bob).sdp, "ann answers");
  net.run_for(5min);
  EXPECT_FALSE(TestNet::told<UA::Ended>(net.bob)) << net.ladder();
  net.ann.ua.hang_up(caller, {}, net.now());
  net.await<UA::Ended>(net.bob);
  net.expect_all_settled();
}

INSTANTIATE_TEST_SUITE_P(Days, UserAgentInBadWeather, testing::Range<std::uint64_t>(0, 42));

}  // namespace
}  // namespace sidetone::sip
