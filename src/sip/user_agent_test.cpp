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

}  // namespace
}  // namespace sidetone::sip
