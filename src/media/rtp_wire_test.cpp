#include "media/rtp_wire.h"

#include "rtc/rtp/rtp_writer.h"

#include <gtest/gtest.h>

#include <array>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kNow{1h};
const IpAddress kPhoneIp = IpAddress::v4({198, 18, 0, 9});
const SocketAddress kAnnounced{kPhoneIp, 30000};
const SocketAddress kBehindNat{kPhoneIp, 41234};
const SocketAddress kMoved{IpAddress::v4({198, 18, 0, 44}), 30000};
const SocketAddress kStranger{IpAddress::v4({198, 18, 0, 66}), 30000};

RtpTransport transport() {
  return {.rtp_socket = SocketId(2),
          .rtcp_socket = SocketId(3),
          .remote_rtp = kAnnounced,
          .remote_rtcp = {kPhoneIp, 30001},
          .signalling_ip = kPhoneIp};
}

SrtpKey key(std::uint8_t fill) {
  return {.key_and_salt = std::vector<std::uint8_t>(30, fill)};
}

RtpTransport keyed() {
  RtpTransport transport = media::transport();
  transport.send_key = key(1);
  transport.receive_key = key(2);
  return transport;
}

/// A peer that encrypts with key(fill).
class PeerSrtp {
 public:
  explicit PeerSrtp(std::uint8_t fill)
      : sender_(*rtc::srtp_keys_from_sdes(rtc::SrtpProfile::kAesCm128HmacSha1_80,
                                          key(fill).key_and_salt)) {}
  std::vector<std::uint8_t> packet(std::uint16_t sequence) {
    std::vector<std::uint8_t> bytes(172 + kTailRoom);
    rtc::write_rtp_header(bytes, {.sequence = sequence, .ssrc = rtc::Ssrc{5}});
    bytes.resize(*sender_.protect_rtp(bytes, 172));
    return bytes;
  }

 private:
  rtc::SrtpSender sender_;
};

class RtpWireTest : public testing::Test {
 protected:
  /// A packet from there: was it taken?
  bool receive(RtpWire& wire, const SocketAddress& from) {
    std::array<std::uint8_t, 300> buffer{};
    buffer[0] = 0x80;
    buffer[3] = ++sequence_;
    const Datagram datagram{
        .socket = SocketId(2), .remote = from, .bytes = std::span(buffer).first(172)};
    return wire.handle_datagram(datagram, context_, kNow).kind == Received::Kind::kRtp;
  }
  bool receive(RtpWire& wire, const SocketAddress& from, std::vector<std::uint8_t> bytes) {
    const Datagram datagram{.socket = SocketId(2), .remote = from, .bytes = bytes};
    return wire.handle_datagram(datagram, context_, kNow).kind == Received::Kind::kRtp;
  }
  SocketAddress sent_to(RtpWire& wire) {
    queue_.clear();
    std::array<std::uint8_t, 300> buffer{0x80};
    wire.send_rtp(buffer, 172, context_);
    return queue_.all().empty() ? SocketAddress() : queue_.all()[0].to;
  }

  std::uint8_t sequence_ = 0;
  Counters counters_;
  TransmitQueue queue_{counters_};
  std::vector<WireEvent> events_;
  WireContext context_{queue_, counters_, events_};
};

TEST_F(RtpWireTest, SendsToWhatSdpNamesUntilThePhoneShowsItself) {
  RtpWire wire(transport(), kNow);
  EXPECT_EQ(sent_to(wire), kAnnounced);
  EXPECT_TRUE(receive(wire, kBehindNat));
  EXPECT_EQ(sent_to(wire), kBehindNat);
  ASSERT_EQ(events_.size(), 1U);
  EXPECT_EQ(std::get<WireReady>(events_[0]).remote, kBehindNat);
}

TEST_F(RtpWireTest, TakesNothingFromAStrangerBeforeOrAfter) {
  RtpWire wire(transport(), kNow);
  EXPECT_FALSE(receive(wire, kStranger));
  EXPECT_TRUE(receive(wire, kAnnounced));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(receive(wire, kStranger));
  EXPECT_EQ(sent_to(wire), kAnnounced);
  EXPECT_EQ(counters_.of(DropReason::kStranger), 101U);
}

TEST_F(RtpWireTest, LatchesOnceAndNeverAgain) {
  RtpWire wire(transport(), kNow);
  EXPECT_TRUE(receive(wire, kBehindNat));
  EXPECT_FALSE(receive(wire, kAnnounced));
  EXPECT_EQ(sent_to(wire), kBehindNat);
}

TEST_F(RtpWireTest, LatchesAnewWhenSdpNamesANewAddress) {
  RtpWire wire(transport(), kNow);
  EXPECT_TRUE(receive(wire, kBehindNat));
  RtpTransport moved = transport();
  moved.remote_rtp = {kPhoneIp, 32000};
  wire.update(moved, context_, kNow);
  EXPECT_EQ(sent_to(wire), moved.remote_rtp);
  EXPECT_TRUE(receive(wire, moved.remote_rtp));
}

TEST_F(RtpWireTest, LatchesAnewWhenTheSignallingComesFromElsewhere) {
  RtpWire wire(transport(), kNow);
  EXPECT_TRUE(receive(wire, kBehindNat));
  RtpTransport moved = transport();
  moved.signalling_ip = kMoved.ip;
  EXPECT_FALSE(receive(wire, kMoved));
  wire.update(moved, context_, kNow);
  EXPECT_TRUE(receive(wire, kMoved));
  EXPECT_EQ(sent_to(wire), kMoved);
  EXPECT_FALSE(receive(wire, kBehindNat));
}

TEST_F(RtpWireTest, FollowsAPhoneThatMovesOnceItsPacketsProveIt) {
  RtpWire wire(keyed(), kNow);
  PeerSrtp peer(2);
  EXPECT_TRUE(receive(wire, kBehindNat, peer.packet(1)));
  const auto second = peer.packet(2);
  EXPECT_TRUE(receive(wire, kMoved, second));
  EXPECT_EQ(sent_to(wire), kMoved);
  EXPECT_FALSE(receive(wire, kStranger, second)) << "replayed";
  EXPECT_FALSE(receive(wire, kStranger, PeerSrtp(9).packet(3))) << "another key";
  wire.update(keyed(), context_, kNow);
  EXPECT_EQ(wire.remote(), kMoved);
}

TEST_F(RtpWireTest, BelievesOnlyAuthenticPacketsWhereAKeyWasAgreed) {
  RtpWire wire(keyed(), kNow);
  EXPECT_FALSE(receive(wire, kAnnounced));
  EXPECT_EQ(counters_.of(DropReason::kUnprotect), 1U);
  EXPECT_EQ(sent_to(wire), kAnnounced);
}

TEST_F(RtpWireTest, NeverFallsBackToPlainRtpWhenAKeyIsUnusable) {
  RtpTransport keyed = transport();
  keyed.send_key = SrtpKey{.key_and_salt = {1, 2, 3}};
  keyed.receive_key = SrtpKey{.key_and_salt = {1, 2, 3}};
  RtpWire wire(keyed, kNow);
  EXPECT_FALSE(receive(wire, kAnnounced));
  EXPECT_EQ(sent_to(wire), SocketAddress());
}

TEST_F(RtpWireTest, NeverUsesAnIndexTwiceWhenOnlyThePeersKeyChanges) {
  RtpWire wire(keyed(), kNow);
  EXPECT_EQ(sent_to(wire), kAnnounced);
  RtpTransport rekeyed = keyed();
  rekeyed.receive_key = key(3);
  wire.update(rekeyed, context_, kNow);
  EXPECT_EQ(sent_to(wire), SocketAddress()) << "the same sequence number again";
  EXPECT_EQ(counters_.of(DropReason::kProtect), 1U);
}

TEST_F(RtpWireTest, TakesNoReplayWhenOnlyOurKeyChanges) {
  RtpWire wire(keyed(), kNow);
  PeerSrtp peer(2);
  const auto packet = peer.packet(1);
  EXPECT_TRUE(receive(wire, kAnnounced, packet));
  RtpTransport rekeyed = keyed();
  rekeyed.send_key = key(3);
  wire.update(rekeyed, context_, kNow);
  EXPECT_FALSE(receive(wire, kAnnounced, packet));
  EXPECT_TRUE(receive(wire, kAnnounced, peer.packet(2)));
}

TEST_F(RtpWireTest, SendsNothingBeforeItKnowsWhere) {
  RtpTransport unknown = transport();
  unknown.remote_rtp = {};
  RtpWire wire(unknown, kNow);
  EXPECT_FALSE(wire.ready());
  EXPECT_EQ(sent_to(wire), SocketAddress());
}

}  // namespace
}  // namespace sidetone::media
