#include "sip/dialog/dialog.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

Peer peer(std::string_view remote, Transport transport = Transport::kUdp) {
  return {.flow = FlowId(4),
          .transport = transport,
          .remote = *SocketAddress::parse(remote),
          .local = *SocketAddress::parse("192.0.2.1:5060")};
}

Request invite(std::string_view via_host = "192.0.2.9") {
  Request invite{.method = "INVITE", .uri = "sip:bob@192.0.2.1", .headers = {}, .body = {}};
  invite.headers.add(HeaderId::kVia, "SIP/2.0/UDP " + std::string(via_host) + ";branch=z9hG4bKa");
  invite.headers.add(HeaderId::kRecordRoute, "<sip:p1.example;lr>, <sip:p2.example;lr>");
  invite.headers.add(HeaderId::kFrom, "Ann <sip:ann@demo.test>;tag=a");
  invite.headers.add(HeaderId::kTo, "<sip:bob@demo.test>");
  invite.headers.add(HeaderId::kCallId, "call-1");
  invite.headers.add(HeaderId::kCSeq, "7 INVITE");
  invite.headers.add(HeaderId::kContact, "<sip:ann@192.0.2.9:5070>");
  return invite;
}

Response ok(std::string_view contact = "<sip:bob@192.0.2.20:5080>") {
  Response response = make_response(invite(), 200, "b");
  response.headers.add(HeaderId::kRecordRoute, "<sip:p1.example;lr>, <sip:p2.example;lr>");
  response.headers.add(HeaderId::kContact, std::string(contact));
  return response;
}

Request without_record_route(Request request) {
  request.headers.remove(HeaderId::kRecordRoute);
  return request;
}

std::vector<std::string_view> routes(const Request& request) {
  return request.headers.values(HeaderId::kRoute);
}

TEST(Dialog, OfACalleeTakesTheRouteInOrderAndAddsItsTag) {
  const DialogState dialog = dialog_of_uas(invite(), "b", peer("192.0.2.9:5060"));
  EXPECT_EQ(dialog.call_id, "call-1");
  EXPECT_EQ(dialog.local_party, "<sip:bob@demo.test>;tag=b");
  EXPECT_EQ(dialog.remote_party, "Ann <sip:ann@demo.test>;tag=a");
  EXPECT_EQ(dialog.remote_tag, "a");
  EXPECT_EQ(dialog.remote_target, "sip:ann@192.0.2.9:5070");
  EXPECT_EQ(dialog.route_set,
            (std::vector<std::string>{"<sip:p1.example;lr>", "<sip:p2.example;lr>"}));
  EXPECT_EQ(dialog.remote_cseq, 7U);
  EXPECT_FALSE(dialog.owns_call_id);
}

TEST(Dialog, OfACallerTakesTheRouteInReverseOrder) {
  const DialogState dialog = dialog_of_uac(invite(), ok(), peer("192.0.2.1:5060"));
  EXPECT_EQ(dialog.local_tag, "a");
  EXPECT_EQ(dialog.remote_tag, "b");
  EXPECT_EQ(dialog.remote_target, "sip:bob@192.0.2.20:5080");
  EXPECT_EQ(dialog.route_set,
            (std::vector<std::string>{"<sip:p2.example;lr>", "<sip:p1.example;lr>"}));
  EXPECT_EQ(dialog.local_cseq, 7U);
  EXPECT_TRUE(dialog.owns_call_id);
}

TEST(Dialog, BuildsRequestsWithRisingNumbers) {
  DialogState dialog = dialog_of_uac(invite(), ok(), peer("192.0.2.1:5060"));
  const Request bye = request_in(dialog, "BYE");
  EXPECT_EQ(bye.uri, "sip:bob@192.0.2.20:5080");
  EXPECT_EQ(bye.headers.find(HeaderId::kFrom), "Ann <sip:ann@demo.test>;tag=a");
  EXPECT_EQ(bye.headers.find(HeaderId::kTo), "<sip:bob@demo.test>;tag=b");
  EXPECT_EQ(bye.headers.find(HeaderId::kCSeq), "8 BYE");
  EXPECT_EQ(routes(bye),
            (std::vector<std::string_view>{"<sip:p2.example;lr>", "<sip:p1.example;lr>"}));
  EXPECT_EQ(request_in(dialog, "INFO").headers.find(HeaderId::kCSeq), "9 INFO");
}

TEST(Dialog, AcknowledgesWithTheNumberOfTheInvite) {
  DialogState dialog = dialog_of_uac(invite(), ok(), peer("192.0.2.1:5060"));
  (void)request_in(dialog, "PRACK");
  EXPECT_EQ(ack_in(dialog, 7).headers.find(HeaderId::kCSeq), "7 ACK");
  EXPECT_EQ(dialog.local_cseq, 8U);
}

TEST(Dialog, PutsAStrictRouterIntoTheRequestUri) {
  DialogState dialog = dialog_of_uas(invite(), "b", peer("192.0.2.9:5060"));
  dialog.route_set = {"<sip:strict.example>", "<sip:p2.example;lr>"};
  const Request bye = request_in(dialog, "BYE");
  EXPECT_EQ(bye.uri, "sip:strict.example");
  EXPECT_EQ(routes(bye),
            (std::vector<std::string_view>{"<sip:p2.example;lr>", "<sip:ann@192.0.2.9:5070>"}));
}

TEST(Dialog, RejectsNumbersThatDoNotRise) {
  DialogState dialog = dialog_of_uas(invite(), "b", peer("192.0.2.9:5060"));
  Request request = invite();
  request.headers.set(HeaderId::kCSeq, "6 BYE");
  EXPECT_FALSE(accept_cseq(dialog, request));
  request.headers.set(HeaderId::kCSeq, "7 BYE");
  EXPECT_FALSE(accept_cseq(dialog, request));
  request.headers.set(HeaderId::kCSeq, "9 BYE");
  EXPECT_TRUE(accept_cseq(dialog, request));
  request.headers.set(HeaderId::kCSeq, "8 BYE");
  EXPECT_FALSE(accept_cseq(dialog, request));
}

TEST(Dialog, SendsDatagramsToTheContactOfAPeerThatShowsItsAddress) {
  const DialogState dialog =
      dialog_of_uas(without_record_route(invite()), "b", peer("192.0.2.9:5060"));
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:5070");
}

TEST(Dialog, SendsDatagramsBackToTheSourceOfAPeerBehindANat) {
  const DialogState dialog =
      dialog_of_uas(without_record_route(invite("10.0.0.5")), "b", peer("192.0.2.9:1024"));
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:1024");
}

TEST(Dialog, StaysWithTheFirstTargetWhereTheRouteIsAName) {
  const DialogState dialog = dialog_of_uas(invite(), "b", peer("192.0.2.9:5060"));
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:5060");
}

TEST(Dialog, FollowsTheContactOfACalleeThatWasReachedByItsUri) {
  Request request = without_record_route(invite());
  Response response = ok();
  response.headers.remove(HeaderId::kRecordRoute);
  EXPECT_EQ(dialog_of_uac(request, response, peer("192.0.2.1:5060")).peer.remote.to_string(),
            "192.0.2.20:5080");
  EXPECT_EQ(dialog_of_uac(request, response, peer("198.51.100.7:1024")).peer.remote.to_string(),
            "198.51.100.7:1024");
}

TEST(Dialog, UsesItsConnectionWhateverTheContactSays) {
  const DialogState dialog =
      dialog_of_uas(without_record_route(invite()), "b", peer("192.0.2.9:40000", Transport::kTcp));
  EXPECT_EQ(dialog.peer.flow, FlowId(4));
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:40000");
}

TEST(Dialog, WantsANewConnectionToTheContactWhenItsOwnIsGone) {
  Request request = without_record_route(invite());
  request.headers.set(HeaderId::kContact, "<sip:ann@192.0.2.9:5070;transport=tcp>");
  DialogState dialog = dialog_of_uas(request, "b", peer("192.0.2.9:40000", Transport::kTcp));
  leave_flow(dialog);
  EXPECT_EQ(dialog.peer.flow, FlowId());
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:5070");
}

TEST(Dialog, MovesItsTargetAndItsConnectionWithARefresh) {
  DialogState dialog =
      dialog_of_uas(without_record_route(invite()), "b", peer("192.0.2.9:40000", Transport::kWss));
  Request update = invite();
  update.headers.set(HeaderId::kContact, "<sip:ann@new.invalid;transport=ws>");
  refresh_target(dialog, update.headers);
  Peer elsewhere = peer("192.0.2.10:40001", Transport::kWss);
  elsewhere.flow = FlowId(5);
  move_to(dialog, elsewhere);
  EXPECT_EQ(dialog.remote_target, "sip:ann@new.invalid;transport=ws");
  EXPECT_EQ(dialog.peer.flow, FlowId(5));
}

TEST(Dialog, ShowsAContactThatFitsTheTransport) {
  EXPECT_EQ(our_contact("101", peer("192.0.2.9:5060")), "<sip:101@192.0.2.1:5060>");
  EXPECT_EQ(our_contact("101", peer("192.0.2.9:5060", Transport::kTls)),
            "<sip:101@192.0.2.1:5060;transport=tls>");
  EXPECT_EQ(our_contact("101", peer("192.0.2.9:5060", Transport::kWss)),
            "<sip:101@192.0.2.1:5060;transport=ws>");
  EXPECT_EQ(our_contact("a b", peer("192.0.2.9:5060")), "<sip:a%20b@192.0.2.1:5060>");
  EXPECT_EQ(our_contact("", peer("192.0.2.9:5060")), "<sip:192.0.2.1:5060>");
}

TEST(Dialog, KeepsToSipsWhereTheCallBeganWithIt) {
  Request secure = invite();
  secure.uri = "SIPS:bob@demo.test";
  const Peer tls = peer("192.0.2.9:40000", Transport::kTls);
  EXPECT_TRUE(our_contact(dialog_of_uas(secure, "b", tls)).starts_with("<sips:"));
  EXPECT_TRUE(our_contact(dialog_of_uac(secure, ok(), tls)).starts_with("<sips:"));
  EXPECT_EQ(our_contact("101", tls, true), "<sips:101@192.0.2.1:5060>");
  EXPECT_TRUE(our_contact(dialog_of_uas(invite(), "b", tls)).starts_with("<sip:"));
  EXPECT_TRUE(our_contact(dialog_of_uas(secure, "b", peer("192.0.2.9:5060"))).starts_with("<sip:"))
      << "what came in the open cannot be kept secret";
}

TEST(Dialog, StaysEncryptedWhenItBeganSo) {
  Request secure = without_record_route(invite());
  secure.uri = "sips:bob@demo.test";
  secure.headers.set(HeaderId::kContact, "<sips:ann@192.0.2.9:5071;transport=tcp>");
  const Peer tls = peer("192.0.2.9:40000", Transport::kTls);
  DialogState dialog = dialog_of_uas(secure, "b", tls);
  move_to(dialog, peer("192.0.2.9:40001", Transport::kTcp));
  EXPECT_EQ(dialog.peer.transport, Transport::kTls);
  EXPECT_EQ(dialog.peer.remote, tls.remote);
  leave_flow(dialog);
  EXPECT_EQ(dialog.peer.remote.to_string(), "192.0.2.9:5071") << "TLS over TCP is where it says";
}

TEST(Dialog, FollowsADatagramPhoneToAnotherAddressOfItsNat) {
  const Request natted = without_record_route(invite("10.0.0.5"));
  DialogState behind = dialog_of_uas(natted, "b", peer("192.0.2.9:1024"));
  move_to(behind, peer("192.0.2.99:2048"));
  EXPECT_EQ(behind.peer.remote.to_string(), "192.0.2.99:2048");
  DialogState open = dialog_of_uas(without_record_route(invite()), "b", peer("192.0.2.9:5060"));
  const SocketAddress before = open.peer.remote;
  move_to(open, peer("192.0.2.99:2048"));
  EXPECT_EQ(open.peer.remote, before) << "its Contact says where it is";
}

TEST(Dialog, SurvivesAPeerWithoutTagAndContact) {
  Request bare = without_record_route(invite());
  bare.headers.remove(HeaderId::kContact);
  bare.headers.set(HeaderId::kFrom, "sip:ann@demo.test");
  const DialogState dialog = dialog_of_uas(bare, "b", peer("192.0.2.9:5060"));
  EXPECT_EQ(dialog.remote_tag, "");
  EXPECT_EQ(dialog.remote_target, "sip:ann@demo.test");
}

}  // namespace
}  // namespace sidetone::sip
