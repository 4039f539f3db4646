#include "sip/transaction/via_routing.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

Peer peer(Transport transport, std::string_view remote) {
  return {.flow = FlowId(3),
          .transport = transport,
          .remote = *SocketAddress::parse(remote),
          .local = *SocketAddress::parse("192.0.2.1:5060")};
}

HeaderFields with_via(std::string_view via) {
  HeaderFields headers;
  headers.add(HeaderId::kVia, std::string(via));
  headers.add(HeaderId::kVia, "SIP/2.0/UDP second.example;branch=z9hG4bK2");
  return headers;
}

std::string stamped(std::string_view via, const Peer& source) {
  HeaderFields headers = with_via(via);
  (void)stamp_via(headers, *parse_via(via), source);
  EXPECT_EQ(headers.values(HeaderId::kVia).size(), 2U);
  return std::string(headers.values(HeaderId::kVia).front());
}

std::string target(std::string_view via, const Peer& source) {
  return response_target(*parse_via(via), source).remote.to_string();
}

TEST(ViaRouting, LeavesAViaAloneThatShowsItsSource) {
  EXPECT_EQ(stamped("SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK1",
                    peer(Transport::kUdp, "192.0.2.9:5062")),
            "SIP/2.0/UDP 192.0.2.9:5062;branch=z9hG4bK1");
}

TEST(ViaRouting, WritesDownWhereARequestReallyCameFrom) {
  EXPECT_EQ(stamped("SIP/2.0/UDP pc.example:5062;branch=z9hG4bK1",
                    peer(Transport::kUdp, "192.0.2.9:1024")),
            "SIP/2.0/UDP pc.example:5062;branch=z9hG4bK1;received=192.0.2.9");
}

TEST(ViaRouting, FillsInThePortThatWasAskedFor) {
  EXPECT_EQ(stamped("SIP/2.0/UDP 192.0.2.9:5062;rport;branch=z9hG4bK1",
                    peer(Transport::kUdp, "192.0.2.9:1024")),
            "SIP/2.0/UDP 192.0.2.9:5062;rport=1024;branch=z9hG4bK1;received=192.0.2.9");
}

TEST(ViaRouting, AnswersADatagramAtItsSourceAndThePortOfSentBy) {
  EXPECT_EQ(target("SIP/2.0/UDP pc.example:5062;branch=z9hG4bK1",
                   peer(Transport::kUdp, "192.0.2.9:1024")),
            "192.0.2.9:5062");
  EXPECT_EQ(
      target("SIP/2.0/UDP pc.example;branch=z9hG4bK1", peer(Transport::kUdp, "192.0.2.9:1024")),
      "192.0.2.9:5060");
}

TEST(ViaRouting, AnswersAtTheSourcePortWhenAskedTo) {
  EXPECT_EQ(target("SIP/2.0/UDP pc.example:5062;rport=1024;branch=z9hG4bK1",
                   peer(Transport::kUdp, "192.0.2.9:1024")),
            "192.0.2.9:1024");
}

TEST(ViaRouting, AnswersOverTheConnectionOfTheRequest) {
  const Peer source = peer(Transport::kWss, "192.0.2.9:40000");
  const Peer reply = response_target(*parse_via("SIP/2.0/WSS x.invalid;branch=z9hG4bK1"), source);
  EXPECT_EQ(reply.flow, source.flow);
  EXPECT_EQ(reply.remote, source.remote);
}

TEST(ViaRouting, NeverFollowsMaddr) {
  EXPECT_EQ(target("SIP/2.0/UDP 192.0.2.9;maddr=198.51.100.1;branch=z9hG4bK1",
                   peer(Transport::kUdp, "192.0.2.9:5060")),
            "192.0.2.9:5060");
}

TEST(ViaRouting, ShowsOurAddressAndAsksForThePort) {
  EXPECT_EQ(our_via(peer(Transport::kUdp, "192.0.2.9:5060"), "z9hG4bKx"),
            "SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKx");
  EXPECT_EQ(our_via(peer(Transport::kTls, "192.0.2.9:5061"), "z9hG4bKx"),
            "SIP/2.0/TLS 192.0.2.1:5060;rport;branch=z9hG4bKx;alias");
  Peer six = peer(Transport::kUdp, "[2001:db8::9]:5060");
  six.local = *SocketAddress::parse("[2001:db8::1]:5060");
  EXPECT_EQ(our_via(six, "z9hG4bKx"), "SIP/2.0/UDP [2001:db8::1]:5060;rport;branch=z9hG4bKx");
}

TEST(ViaRouting, KnowsItsOwnSentBy) {
  const Peer to = peer(Transport::kUdp, "192.0.2.9:5060");
  EXPECT_TRUE(is_our_via(*parse_via("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx"), to));
  EXPECT_TRUE(is_our_via(*parse_via("SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx"), to));
  EXPECT_FALSE(is_our_via(*parse_via("SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKx"), to));
  EXPECT_FALSE(is_our_via(*parse_via("SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bKx"), to));
}

}  // namespace
}  // namespace sidetone::sip
