#include "sip/transaction/stream_peers.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

Peer tcp(std::uint64_t flow, std::uint16_t port) {
  return {.flow = FlowId(flow),
          .transport = Transport::kTcp,
          .remote = {*IpAddress::parse("192.0.2.9"), port},
          .local = {}};
}

TEST(StreamPeers, RemembersWhoCameOverTcpUntilTheConnectionIsGone) {
  StreamPeers peers;
  peers.note(tcp(1, 5060));
  EXPECT_EQ(peers.find(tcp(1, 5060).remote)->flow, FlowId(1));
  peers.forget(FlowId(1));
  EXPECT_EQ(peers.find(tcp(1, 5060).remote), std::nullopt);
}

TEST(StreamPeers, KeepsTheNewerOfTwoConnections) {
  StreamPeers peers;
  peers.note(tcp(1, 5060));
  peers.note(tcp(2, 5060));
  peers.forget(FlowId(1));
  EXPECT_EQ(peers.find(tcp(2, 5060).remote)->flow, FlowId(2));
}

TEST(StreamPeers, IgnoresOtherTransports) {
  StreamPeers peers;
  Peer udp = tcp(1, 5060);
  udp.transport = Transport::kUdp;
  peers.note(udp);
  EXPECT_EQ(peers.find(udp.remote), std::nullopt);
}

TEST(StreamPeers, StaysWithinItsBound) {
  StreamPeers peers;
  for (std::uint64_t i = 1; i <= 5000; ++i) peers.note(tcp(i, static_cast<std::uint16_t>(i)));
  EXPECT_NE(peers.find(tcp(4096, 4096).remote), std::nullopt);
  EXPECT_EQ(peers.find(tcp(4097, 4097).remote), std::nullopt);
}

}  // namespace
}  // namespace sidetone::sip
