#include "media/webrtc_wire.h"

#include "rtc/rtp/rtp_writer.h"
#include "rtc/stun/stun_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace sidetone::media {
namespace {

constexpr Instant kNow{std::chrono::hours(1)};
const SocketAddress kBrowser{IpAddress::v4({198, 18, 0, 9}), 50000};
const SocketAddress kStranger{IpAddress::v4({198, 18, 0, 66}), 50000};

const rtc::DtlsCertificate& certificate() {
  static const auto kCertificate = *rtc::DtlsCertificate::generate(std::chrono::sys_seconds());
  return kCertificate;
}

/// The browser's end: answers checks with nothing, but speaks DTLS as the client and then SRTP.
class WebRtcWireTest : public testing::Test {
 protected:
  static WebRtcTransport transport(bool answered) {
    WebRtcTransport config{.local_ufrag = "ours", .local_password = std::string(24, 'p')};
    if (!answered) return config;
    config.remote_ufrag = "theirs";
    config.remote_password = std::string(24, 'q');
    config.fingerprint_hash = certificate().fingerprint().hash_name();
    config.fingerprint = certificate().fingerprint().value();
    return config;
  }
  void receive(std::vector<std::uint8_t> bytes, const SocketAddress& from) {
    const std::size_t size = bytes.size();
    bytes.resize(size + kTailRoom);
    const Datagram datagram{
        .socket = kWebRtcSocket, .remote = from, .bytes = std::span(bytes).first(size)};
    last_ = wire_->handle_datagram(datagram, context_, kNow).kind;
  }
  void check(const SocketAddress& from, const std::string& password = std::string(24, 'p'),
             std::string_view username = "ours:theirs") {
    rtc::StunWriter writer({.message_class = rtc::StunClass::kRequest});
    writer.add_text(rtc::StunAttribute::kUsername, username)
        .add_u32(rtc::StunAttribute::kPriority, 1)
        .add_u64(rtc::StunAttribute::kIceControlling, 7)
        .add_flag(rtc::StunAttribute::kUseCandidate)
        .add_integrity({reinterpret_cast<const std::uint8_t*>(password.data()), password.size()})
        .add_fingerprint();
    receive(writer.take(), from);
  }
  /// Carries datagrams between the wire and the browser's DTLS until both are silent.
  void shake_hands() {
    for (int round = 0; round < 20; ++round) {
      while (const auto output = browser_.poll()) {
        if (const auto* transmit = std::get_if<rtc::DtlsSession::Transmit>(&*output)) {
          receive(transmit->bytes, kBrowser);
        } else if (const auto* connected = std::get_if<rtc::DtlsSession::Connected>(&*output)) {
          keys_ = *connected;
        }
      }
      std::vector<std::vector<std::uint8_t>> answers;
      for (const Transmit& transmit : queue_.all()) {
        answers.emplace_back(transmit.bytes.begin(), transmit.bytes.end());
      }
      queue_.clear();
      for (const auto& answer : answers) {
        if (answer[0] >= 20 && answer[0] <= 63) browser_.handle_datagram(answer, kNow);
      }
    }
  }
  template <typename T>
  int count() const {
    int found = 0;
    for (const WireEvent& event : events_) found += std::holds_alternative<T>(event);
    return found;
  }

  Counters counters_;
  TransmitQueue queue_{counters_};
  std::vector<WireEvent> events_;
  WireContext context_{queue_, counters_, events_};
  std::optional<WebRtcWire> wire_{std::in_place, transport(true), certificate(), kNow};
  rtc::DtlsSession browser_{
      certificate(),
      {.role = rtc::DtlsSession::Role::kClient, .peer_fingerprints = {certificate().fingerprint()}},
      kNow};
  std::optional<rtc::DtlsSession::Connected> keys_;
  Received::Kind last_ = Received::Kind::kNothing;
};

TEST_F(WebRtcWireTest, IsReadyOnceIceAndDtlsAreThrough) {
  check(kBrowser);
  browser_.handle_time(kNow);
  shake_hands();
  EXPECT_TRUE(wire_->ready());
  EXPECT_EQ(count<WireReady>(), 1);
  EXPECT_EQ(wire_->remote(), kBrowser);
}

TEST_F(WebRtcWireTest, BelievesNoHandshakeFromAnAddressThatIceHasNotProved) {
  browser_.handle_time(kNow);
  const auto hello = browser_.poll();
  ASSERT_TRUE(hello);
  for (int i = 0; i < 1'000; ++i) {
    receive(std::get<rtc::DtlsSession::Transmit>(*hello).bytes, kStranger);
  }
  EXPECT_EQ(counters_.of(DropReason::kDtlsBeforeIce), 1'000U);
  EXPECT_TRUE(queue_.all().empty());
  EXPECT_FALSE(wire_->ready());
}

TEST_F(WebRtcWireTest, ProvesNoAddressForAWrongPassword) {
  check(kStranger, std::string(24, 'x'));
  EXPECT_EQ(count<WireProved>(), 0);
}

TEST_F(WebRtcWireTest, HoldsAHandshakeThatOvertakesTheAnswer) {
  wire_.emplace(transport(false), certificate(), kNow);
  check(kBrowser);
  browser_.handle_time(kNow);
  shake_hands();
  EXPECT_FALSE(wire_->ready());
  wire_->update(transport(true), context_, kNow);
  shake_hands();
  EXPECT_TRUE(wire_->ready());
}

TEST_F(WebRtcWireTest, FollowsABrowserThatBeginsANewIceSession) {
  check(kBrowser);
  browser_.handle_time(kNow);
  shake_hands();
  WebRtcTransport restarted = transport(true);
  restarted.local_ufrag = "later";
  restarted.local_password = std::string(24, 'r');
  restarted.remote_ufrag = "anew";
  wire_->update(restarted, context_, kNow);
  EXPECT_TRUE(wire_->ready()) << "media goes on";
  check(kStranger);
  EXPECT_EQ(wire_->remote(), kStranger) << "the former session counts still";
  check(kBrowser, std::string(24, 'r'), "later:anew");
  EXPECT_EQ(wire_->remote(), kBrowser);
  check(kStranger);
  EXPECT_EQ(wire_->remote(), kBrowser) << "the former session is over";
}

TEST_F(WebRtcWireTest, ShakesHandsAgainWithAnotherIdentity) {
  check(kBrowser);
  browser_.handle_time(kNow);
  shake_hands();
  ASSERT_TRUE(keys_);
  rtc::SrtpSender former(keys_->send);
  const auto other = *rtc::DtlsCertificate::generate(std::chrono::sys_seconds());
  WebRtcTransport changed = transport(true);
  changed.fingerprint = other.fingerprint().value();
  wire_->update(changed, context_, kNow);
  EXPECT_FALSE(wire_->ready());
  std::vector<std::uint8_t> packet(172 + kTailRoom);
  rtc::write_rtp_header(packet, {.sequence = 1, .ssrc = rtc::Ssrc{5}});
  packet.resize(*former.protect_rtp(packet, 172));
  receive(packet, kBrowser);
  EXPECT_EQ(last_, Received::Kind::kNothing) << "under the former identity's keys";

  browser_ = rtc::DtlsSession(
      other,
      {.role = rtc::DtlsSession::Role::kClient, .peer_fingerprints = {certificate().fingerprint()}},
      kNow);
  browser_.handle_time(kNow);
  shake_hands();
  EXPECT_TRUE(wire_->ready());
}

TEST_F(WebRtcWireTest, TakesAuthenticPacketsAndNoOthers) {
  check(kBrowser);
  browser_.handle_time(kNow);
  shake_hands();
  ASSERT_TRUE(keys_);
  rtc::SrtpSender sender(keys_->send);
  std::vector<std::uint8_t> packet(172 + kTailRoom);
  rtc::write_rtp_header(packet, {.sequence = 1, .ssrc = rtc::Ssrc{5}});
  packet.resize(*sender.protect_rtp(packet, 172));
  receive(packet, kBrowser);
  EXPECT_EQ(last_, Received::Kind::kRtp);
  receive(packet, kBrowser);
  EXPECT_EQ(last_, Received::Kind::kNothing) << "replayed";
  packet[20] ^= 1;
  receive(packet, kBrowser);
  EXPECT_EQ(last_, Received::Kind::kNothing) << "damaged";
  EXPECT_EQ(counters_.of(DropReason::kUnprotect), 2U);
}

}  // namespace
}  // namespace sidetone::media
