#include "base/test_allocations.h"
#include "media/engine.h"
#include "rtc/dtls/dtls_session.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/srtp/srtp_sender.h"
#include "rtc/stun/stun_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;

constexpr int kPackets = 200;

const rtc::DtlsCertificate& certificate() {
  static const auto kCertificate = *rtc::DtlsCertificate::generate(std::chrono::sys_seconds());
  return kCertificate;
}

/// One speaker at the engine: a phone, or a browser once it has the keys.
struct Speaker {
  LegId leg;
  SocketId socket;
  SocketAddress address;
  Codec codec;
  std::optional<rtc::SrtpSender> secret;
  std::uint16_t sequence = 0;
};

/// Two speakers on one engine, and a worker's way of dealing with it.
class MediaAllocation : public testing::Test {
 protected:
  static Speaker phone(std::uint8_t n) {
    return {.leg = LegId(n),
            .socket = SocketId(n * 2U),
            .address = {IpAddress::v4({198, 18, 0, n}), 30'000},
            .codec = {.kind = CodecKind::kPcmu, .payload_type = 0}};
  }
  static Speaker browser(std::uint8_t n) {
    return {.leg = LegId(n),
            .socket = kWebRtcSocket,
            .address = {IpAddress::v4({198, 18, 0, n}), 50'000},
            .codec = {.kind = CodecKind::kOpus, .payload_type = 111}};
  }
  static std::string ufrag(const Speaker& who) { return "us" + std::to_string(who.leg.value()); }

  static Transport transport_of(const Speaker& who) {
    if (who.socket != kWebRtcSocket) {
      return RtpTransport{.rtp_socket = who.socket,
                          .rtcp_socket = SocketId(who.socket.value() + 1),
                          .remote_rtp = who.address,
                          .remote_rtcp = {who.address.ip, 30'001},
                          .signalling_ip = who.address.ip};
    }
    return WebRtcTransport{.local_ufrag = ufrag(who),
                           .local_password = std::string(24, 'p'),
                           .remote_ufrag = "them",
                           .remote_password = std::string(24, 'q'),
                           .fingerprint_hash = std::string(certificate().fingerprint().hash_name()),
                           .fingerprint = certificate().fingerprint().value()};
  }
  void add(Speaker& who) {
    const auto ssrc = static_cast<std::uint32_t>(who.leg.value());
    engine_.handle_command(AddLeg{who.leg,
                                  {.transport = transport_of(who),
                                   .codecs = {who.codec},
                                   .telephone_event = 101,
                                   .ssrc = ssrc,
                                   .cname = "c"}},
                           now_);
    if (who.socket == kWebRtcSocket) shake_hands(who);
  }
  void connect(const Speaker& a, const Speaker& b) {
    engine_.handle_command(Connect{a.leg, b.leg}, now_);
  }
  void receive(const Speaker& who, std::span<std::uint8_t> bytes) {
    engine_.handle_datagram({.socket = who.socket, .remote = who.address, .bytes = bytes}, now_);
  }
  void receive_copy(const Speaker& who, const std::vector<std::uint8_t>& bytes) {
    std::array<std::uint8_t, 2'048> buffer{};
    std::copy(bytes.begin(), bytes.end(), buffer.begin());
    receive(who, std::span(buffer).first(bytes.size()));
  }
  void shake_hands(Speaker& who) {
    const std::string password(24, 'p');
    receive_copy(who,
                 rtc::StunWriter({.message_class = rtc::StunClass::kRequest})
                     .add_text(rtc::StunAttribute::kUsername, ufrag(who) + ":them")
                     .add_u32(rtc::StunAttribute::kPriority, 1)
                     .add_u64(rtc::StunAttribute::kIceControlling, 7)
                     .add_flag(rtc::StunAttribute::kUseCandidate)
                     .add_integrity({reinterpret_cast<const std::uint8_t*>(password.data()), 24})
                     .add_fingerprint()
                     .take());
    rtc::DtlsSession session(certificate(),
                             {.role = rtc::DtlsSession::Role::kClient,
                              .peer_fingerprints = {certificate().fingerprint()}},
                             now_);
    for (int round = 0; round < 20 && !who.secret; ++round) {
      while (const auto output = session.poll()) {
        if (const auto* transmit = std::get_if<rtc::DtlsSession::Transmit>(&*output)) {
          receive_copy(who, transmit->bytes);
        } else if (const auto* connected = std::get_if<rtc::DtlsSession::Connected>(&*output)) {
          who.secret.emplace(connected->send);
        }
      }
      for (const auto& datagram : taken()) session.handle_datagram(datagram, now_);
    }
    ASSERT_TRUE(who.secret);
  }
  std::vector<std::vector<std::uint8_t>> taken() {
    std::vector<std::vector<std::uint8_t>> datagrams;
    for (const Transmit& transmit : engine_.transmits()) {
      if (transmit.bytes[0] >= 20 && transmit.bytes[0] <= 63) {
        datagrams.emplace_back(transmit.bytes.begin(), transmit.bytes.end());
      }
    }
    engine_.clear_transmits();
    return datagrams;
  }
  /// 20 ms of `who`; the number of packets that left.
  std::size_t talk(Speaker& who) {
    std::array<std::uint8_t, 12 + 160 + kTailRoom> buffer{};
    std::size_t size = 12 + 160;
    rtc::write_rtp_header(buffer, {.payload_type = who.codec.payload_type,
                                   .sequence = ++who.sequence,
                                   .timestamp = who.sequence * 160U,
                                   .ssrc = rtc::Ssrc{7}});
    if (who.secret) size = *who.secret->protect_rtp(buffer, size);
    receive(who, std::span(buffer).first(size));
    const std::size_t sent = engine_.transmits().size();
    engine_.clear_transmits();
    return sent;
  }
  /// The first packets may prepare what the others use.
  void warm_up(Speaker& a, Speaker& b) {
    for (int i = 0; i < 3; ++i) (void)(talk(a) + talk(b));
    while (engine_.poll_event()) {}
  }
  /// Packets that left while both talked on.
  std::size_t talk_on(Speaker& a, Speaker& b) {
    std::size_t sent = 0;
    for (int i = 0; i < kPackets; ++i, now_ += 20ms) sent += talk(a) + talk(b);
    return sent;
  }

  SeededRandom random_{1};
  Instant now_{1h};
  Engine engine_{{.certificate = &certificate()}, random_, now_};
};

TEST_F(MediaAllocation, NeverHappensForAPacketBetweenPhones) {
  Speaker ann = phone(1), bob = phone(2);
  add(ann);
  add(bob);
  connect(ann, bob);
  warm_up(ann, bob);
  const std::size_t before = allocations;
  EXPECT_EQ(talk_on(ann, bob), 2U * kPackets);
  EXPECT_EQ(allocations, before);
}

TEST_F(MediaAllocation, NeverHappensForAPacketBetweenBrowsers) {
  Speaker ann = browser(1), bob = browser(2);
  add(ann);
  add(bob);
  connect(ann, bob);
  warm_up(ann, bob);
  const std::size_t before = allocations;
  EXPECT_EQ(talk_on(ann, bob), 2U * kPackets);
  EXPECT_EQ(allocations, before);
}

TEST_F(MediaAllocation, IsSeenWhenALegIsAdded) {
  Speaker ann = phone(1);
  const std::size_t before = allocations;
  add(ann);
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace sidetone::media
