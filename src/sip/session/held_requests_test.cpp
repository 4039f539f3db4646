// Requests inside a session that have to go to a name wait for its address.
#include "sip/session/user_agent_core.h"
#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using namespace std::chrono_literals;

/// A call from ann that came by way of a proxy, which wants to be on the way of what follows.
class HeldRequests : public testing::Test {
 protected:
  static Peer peer(Transport transport) {
    return {.flow = FlowId(3),
            .transport = transport,
            .remote = *SocketAddress::parse("192.0.2.1:5060"),
            .local = *SocketAddress::parse("192.0.2.2:5060")};
  }
  void receive(const Request& request, Transport transport = Transport::kUdp) {
    core_.handle_bytes(peer(transport), to_bytes(request), now_);
  }
  void take_call(const std::string& contact, const std::string& record_route,
                 Transport transport = Transport::kUdp) {
    Request invite = test_invite();
    const std::string via = std::string(via_name(transport));
    invite.headers.set(HeaderId::kVia, "SIP/2.0/" + via + " 192.0.2.1:5060;branch=z9hG4bKa");
    invite.headers.add(HeaderId::kContact, contact);
    if (!record_route.empty()) invite.headers.add(HeaderId::kRecordRoute, record_route);
    receive(invite, transport);
    EXPECT_EQ(drain(), "IncomingInvite\nsend 100 192.0.2.1:5060\n");
    core_.with(session_, now_, [&](Session& s) { s.answer({.sdp = "answer"}, now_); });
    EXPECT_EQ(drain(), "send 200 192.0.2.1:5060\n");
    Request ack = invite;
    ack.method = "ACK";
    ack.headers.set(HeaderId::kCSeq, "7 ACK");
    ack.headers.set(HeaderId::kTo, to_);
    receive(ack, transport);
    drain();
  }
  /// To our last INVITE.
  void respond(int status, const std::vector<std::pair<std::string_view, std::string>>& headers) {
    Response response = make_response(invite_, status, "b1");
    for (const auto& [name, value] : headers) response.headers.add(name, value);
    core_.handle_bytes(peer(Transport::kUdp), to_bytes(response), now_);
  }
  void hang_up() {
    core_.with(session_, now_, [&](Session& s) { s.hang_up("", now_); });
  }
  void answer(NameAnswer records) {
    core_.handle_name_answer(question_.id, std::move(records), now_);
  }
  static std::vector<IpAddress> addresses(const char* text) { return {*IpAddress::parse(text)}; }
  std::string drain() {
    std::string story;
    while (auto output = core_.poll()) story += describe(*output);
    return story;
  }
  std::string describe(UserAgent::Output& output) {
    if (auto* sent = std::get_if<UserAgent::Transmit>(&output)) {
      const std::string& bytes = sent->datagram.bytes;
      auto message = *parse_message(bytes);
      if (auto* response = std::get_if<Response>(&message)) {
        to_ = *response->headers.find(HeaderId::kTo);
      } else if (std::get<Request>(message).method == "INVITE") {
        invite_ = std::get<Request>(message);
      }
      return "send " + Trace::name_of(bytes) + " " + sent->datagram.to.remote.to_string() + "\n";
    }
    if (auto* incoming = std::get_if<UserAgent::IncomingInvite>(&output)) {
      session_ = incoming->session;
      return "IncomingInvite\n";
    }
    if (auto* ask = std::get_if<UserAgent::LookUp>(&output)) {
      question_ = ask->question;
      return "ask " + question_.name + "\n";
    }
    if (auto* dropped = std::get_if<UserAgent::Dropped>(&output)) {
      return "dropped " + std::string(dropped->why) + "\n";
    }
    return {};
  }

  SeededRandom random_{1};
  UserAgentCore core_{{}, random_};
  Instant now_ = Trace::kStart;
  SessionId session_;
  NameQuestion question_;
  Request invite_;
  std::string to_;
};

TEST_F(HeldRequests, AByeGoesToTheServerOfTheRecordRoute) {
  take_call("<sip:ann@192.0.2.77>", "<sip:proxy.test;lr>");
  hang_up();
  EXPECT_EQ(drain(), "ask _sip._udp.proxy.test\n");
  answer(std::vector<ServiceRecord>{{.port = 5080, .target = "a.proxy.test"}});
  EXPECT_EQ(drain(), "ask a.proxy.test\n");
  answer(addresses("192.0.2.50"));
  EXPECT_EQ(drain(), "send BYE 192.0.2.50:5080\n");
}

TEST_F(HeldRequests, ANameIsLookedForOnce) {
  take_call("<sip:ann@phone.test:5070>", "");
  const auto info = [&] {
    core_.with(session_, now_, [](Session& s) { s.send_info("text/plain", "x"); });
  };
  info();
  info();
  EXPECT_EQ(drain(), "ask phone.test\n") << "both wait for one answer";
  answer(addresses("192.0.2.60"));
  EXPECT_EQ(drain(), "send INFO 192.0.2.60:5070\nsend INFO 192.0.2.60:5070\n");
  hang_up();
  EXPECT_EQ(drain(), "send BYE 192.0.2.60:5070\n");
}

TEST_F(HeldRequests, ADatagramGoesWhereThePeerWasWhenItsNameIsNowhere) {
  take_call("<sip:ann@phone.test:5070>", "");
  hang_up();
  drain();
  answer(std::vector<IpAddress>());
  EXPECT_EQ(drain(), "send BYE 192.0.2.1:5060\n");
}

TEST_F(HeldRequests, ANameServerThatSaysNothingHoldsARequestForFiveSeconds) {
  take_call("<sip:ann@phone.test:5070>", "");
  hang_up();
  drain();
  now_ += 4s;
  core_.handle_time(now_);
  EXPECT_EQ(drain(), "");
  now_ += 1s;
  core_.handle_time(now_);
  EXPECT_EQ(drain(), "send BYE 192.0.2.1:5060\n");
}

TEST_F(HeldRequests, AnInviteThatIsTriedAgainWaitsForNobody) {
  UserAgent::Invite invite;
  invite.target = peer(Transport::kUdp);
  invite.uri = "sip:bob@192.0.2.1";
  invite.from = *parse_name_addr("<sip:ann@demo.test>");
  invite.to = *parse_name_addr("<sip:bob@demo.test>");
  invite.offer = "offer";
  core_.invite(std::move(invite), now_);
  EXPECT_EQ(drain(), "send INVITE 192.0.2.1:5060\n");
  respond(183, {{"Contact", "<sip:bob@slow.test>"}, {"Require", "100rel"}, {"RSeq", "1"}});
  EXPECT_NE(drain().find("ask _sip._udp.slow.test\n"), std::string::npos) << "PRACK waits";
  respond(422, {{"Min-SE", "3600"}});
  EXPECT_EQ(drain(), "send ACK 192.0.2.1:5060\nsend INVITE 192.0.2.1:5060\n");
  answer(std::vector<ServiceRecord>());
  EXPECT_EQ(drain(), "ask slow.test\n");
  answer(addresses("192.0.2.50"));
  EXPECT_EQ(drain(), "dropped dialog_gone\n");
}

TEST_F(HeldRequests, AConnectionThatIsUpServesWhateverTheContactSays) {
  take_call("<sip:ann@phone.test;transport=tcp>", "", Transport::kTcp);
  hang_up();
  EXPECT_EQ(drain(), "send BYE 192.0.2.1:5060\n");
}

TEST_F(HeldRequests, ALostConnectionIsReplacedByOneToTheName) {
  take_call("<sip:ann@phone.test;transport=tcp>", "", Transport::kTcp);
  core_.handle_flow_closed(FlowId(3), now_);
  hang_up();
  EXPECT_EQ(drain(), "ask _sip._tcp.phone.test\n");
  answer(std::vector<ServiceRecord>());
  EXPECT_EQ(drain(), "ask phone.test\n");
  answer(addresses("192.0.2.61"));
  EXPECT_EQ(drain(), "send BYE 192.0.2.61:5060\n");
}

TEST_F(HeldRequests, WithoutConnectionAndAddressARequestFailsAndTheSessionEnds) {
  take_call("<sip:ann@phone.test;transport=tcp>", "", Transport::kTcp);
  core_.handle_flow_closed(FlowId(3), now_);
  hang_up();
  drain();
  now_ += 5s;
  core_.handle_time(now_);
  EXPECT_EQ(drain(), "dropped no_such_host\n");
  now_ += 64s;
  core_.handle_time(now_);
  drain();
  EXPECT_EQ(core_.open_sessions(), 0U);
}

TEST_F(HeldRequests, ABrowsersAddressIsNeverAskedFor) {
  take_call("<sip:ann@x7.invalid;transport=ws>", "", Transport::kWss);
  core_.handle_flow_closed(FlowId(3), now_);
  hang_up();
  EXPECT_EQ(drain().find("ask"), std::string::npos);
}

}  // namespace
}  // namespace sidetone::sip
