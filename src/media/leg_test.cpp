#include "media/leg.h"

#include "rtc/rtcp/rtcp_reader.h"
#include "rtc/rtcp/rtcp_writer.h"
#include "rtc/rtp/rtp_writer.h"

#include <gtest/gtest.h>

#include <array>

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
constexpr Instant kStart{1h};
const SocketAddress kPhone{IpAddress::v4({198, 18, 0, 9}), 30000};

class LegTest : public testing::Test {
 protected:
  static LegConfig config() {
    return {.transport = RtpTransport{.rtp_socket = SocketId(2),
                                      .rtcp_socket = SocketId(3),
                                      .remote_rtp = kPhone,
                                      .remote_rtcp = {kPhone.ip, 30001}},
            .codecs = {{.kind = CodecKind::kPcmu, .payload_type = 0}},
            .telephone_event = 101,
            .ssrc = 99,
            .cname = "leg"};
  }
  Leg::Arrival receive(std::uint8_t payload_type, std::uint16_t sequence, std::uint32_t ssrc = 7) {
    std::array<std::uint8_t, 172> packet{};
    rtc::write_rtp_header(packet, {.payload_type = payload_type,
                                   .sequence = sequence,
                                   .timestamp = sequence * 160U,
                                   .ssrc = rtc::Ssrc{ssrc}});
    return leg_.handle_rtp(*rtc::RtpView::parse(packet), kStart);
  }

  SeededRandom random_{1};
  Counters counters_;
  TransmitQueue queue_{counters_};
  std::vector<WireEvent> events_;
  WireContext context_{queue_, counters_, events_};
  Leg leg_{LegId(1), config(), {}, random_, kStart};
};

TEST_F(LegTest, TellsAudioFromEventsAndFromWhatNobodyNegotiated) {
  EXPECT_EQ(receive(0, 1).kind, Leg::Arrival::Kind::kAudio);
  EXPECT_EQ(receive(101, 2).kind, Leg::Arrival::Kind::kEvent);
  EXPECT_EQ(receive(96, 3).kind, Leg::Arrival::Kind::kUnknown);
}

TEST_F(LegTest, KnowsWhatItsPeerSendsByTheNumbersThatThePeerUses) {
  LegConfig config = leg_.config();
  config.codecs = {{.kind = CodecKind::kOpus, .payload_type = 97, .receive_payload_type = 111}};
  config.telephone_event = 98;
  config.telephone_event_received = 110;
  leg_.update(config, context_, kStart);
  EXPECT_EQ(receive(111, 1).kind, Leg::Arrival::Kind::kAudio);
  EXPECT_EQ(receive(110, 2).kind, Leg::Arrival::Kind::kEvent);
  EXPECT_EQ(receive(98, 3).kind, Leg::Arrival::Kind::kUnknown);
}

TEST_F(LegTest, CountsAcrossAChangeOfSource) {
  for (std::uint16_t i = 0; i < 5; ++i) (void)receive(0, i);
  for (std::uint16_t i = 500; i < 505; ++i) (void)receive(0, i, 8);
  EXPECT_EQ(leg_.statistics().packets_received, 10U);
  EXPECT_EQ(leg_.statistics().packets_lost, 0U);
}

TEST_F(LegTest, MeasuresJitterByTheClockOfEachCodecAndNeverByKeys) {
  LegConfig both = leg_.config();
  both.codecs.push_back({.kind = CodecKind::kOpus, .payload_type = 111});
  leg_.update(both, context_, kStart);
  const auto hear = [&](std::uint8_t type, std::uint16_t i, std::uint32_t timestamp) {
    std::array<std::uint8_t, 172> packet{};
    rtc::write_rtp_header(
        packet,
        {.payload_type = type, .sequence = i, .timestamp = timestamp, .ssrc = rtc::Ssrc{7}});
    (void)leg_.handle_rtp(*rtc::RtpView::parse(packet), kStart + i * 20ms);
  };
  for (std::uint16_t i = 0; i < 10; ++i) hear(0, i, i * 160U);
  for (std::uint16_t i = 10; i < 15; ++i) hear(101, i, 10 * 160U);
  for (std::uint16_t i = 15; i < 25; ++i) hear(111, i, 5'000 + i * 960U);
  EXPECT_EQ(leg_.statistics().packets_received, 25U);
  EXPECT_EQ(leg_.statistics().max_jitter_ms, 0.0);
}

TEST_F(LegTest, CountsWhatItsWireTurnsAway) {
  std::array<std::uint8_t, 172 + kTailRoom> buffer{};
  rtc::write_rtp_header(buffer, {.sequence = 1});
  const rtc::MutableBytes packet = std::span(buffer).first(172);
  const SocketAddress stranger{IpAddress::v4({198, 18, 0, 66}), 4};
  (void)leg_.handle_datagram({.socket = SocketId(2), .remote = stranger, .bytes = packet}, context_,
                             kStart);
  EXPECT_EQ(leg_.statistics().stranger_packets, 1U);
  EXPECT_EQ(leg_.statistics().packets_discarded, 0U);

  LegConfig keyed = leg_.config();
  auto& transport = std::get<RtpTransport>(keyed.transport);
  transport.send_key = transport.receive_key =
      SrtpKey{.key_and_salt = std::vector<std::uint8_t>(30)};
  leg_.update(keyed, context_, kStart);
  (void)leg_.handle_datagram({.socket = SocketId(2), .remote = kPhone, .bytes = packet}, context_,
                             kStart);
  EXPECT_EQ(leg_.statistics().packets_discarded, 1U);
}

TEST_F(LegTest, ReportsToItsPeerEveryFewSeconds) {
  (void)receive(0, 1);
  const Instant due = leg_.deadline();
  EXPECT_GE(due, kStart + 2'500ms);
  EXPECT_LE(due, kStart + 7'500ms);
  leg_.handle_time(context_, due);
  ASSERT_EQ(queue_.all().size(), 1U);
  EXPECT_EQ(queue_.all()[0].socket, SocketId(3));
  auto reader = rtc::RtcpReader::open(queue_.all()[0].bytes);
  ASSERT_TRUE(reader);
  const auto report = rtc::parse_report(*reader->next());
  ASSERT_TRUE(report);
  ASSERT_EQ(report->blocks.all().size(), 1U);
  EXPECT_EQ(report->blocks.all()[0].source, rtc::Ssrc{7});
  EXPECT_GT(leg_.deadline(), due);
}

TEST_F(LegTest, LearnsFromItsPeersReportHowMuchIsLost) {
  std::array<std::uint8_t, 256> buffer;
  rtc::RtcpWriter writer(buffer);
  rtc::RtcpReport report{.sender = rtc::Ssrc{7}};
  report.blocks.add({.source = rtc::Ssrc{99}, .fraction_lost = 64});
  writer.add_report(report);
  leg_.handle_rtcp(writer.bytes(), kStart);
  EXPECT_DOUBLE_EQ(leg_.statistics().remote_loss, 0.25);
}

TEST_F(LegTest, SaysOnceThatItsPeerIsSilent) {
  EXPECT_EQ(leg_.check_liveness(kStart + 29s), std::nullopt);
  EXPECT_EQ(leg_.check_liveness(kStart + 31s), Loss::kMediaTimeout);
  EXPECT_EQ(leg_.check_liveness(kStart + 60s), std::nullopt);
}

TEST_F(LegTest, LetsAPeerThatHoldsBeSilentAndIsPatientAnewAfterwards) {
  LegConfig held = leg_.config();
  held.direction = {.send = false, .receive = true};
  leg_.update(held, context_, kStart + 20s);
  EXPECT_EQ(leg_.check_liveness(kStart + 3h), std::nullopt);
  held.direction = {};
  leg_.update(held, context_, kStart + 3h);
  EXPECT_EQ(leg_.check_liveness(kStart + 3h + 29s), std::nullopt);
  EXPECT_EQ(leg_.check_liveness(kStart + 3h + 31s), Loss::kMediaTimeout);
}

TEST_F(LegTest, ExpectsMediaAnewOnceTheCallIsAnswered) {
  EXPECT_EQ(leg_.check_liveness(kStart + 31s), Loss::kMediaTimeout);
  leg_.expect_media(kStart + 40s);
  EXPECT_EQ(leg_.check_liveness(kStart + 69s), std::nullopt);
  EXPECT_EQ(leg_.check_liveness(kStart + 71s), Loss::kMediaTimeout);
}

}  // namespace
}  // namespace sidetone::media
