#include "call/leg_media.h"

#include "sdp/session.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::call {
namespace {

using sdp::Security;

const SocketAddress kPhone{IpAddress::v4({198, 18, 0, 9}), 5070};
const IpAddress kServer = IpAddress::v4({198, 18, 0, 1});
const IpAddress kPublic = IpAddress::v4({203, 0, 113, 7});

class LegMediaTest : public testing::Test {
 protected:
  std::optional<LegMedia> open(Security security, const IpAddress& local = kServer) {
    const sip::Peer peer{.remote = kPhone, .local = {local, 5060}};
    return LegMedia::open({.id = media::LegId(7)}, security, peer, environment_, ports_, random_);
  }
  static std::vector<std::string> attributes(const std::string& text, std::string_view name) {
    std::vector<std::string> values;
    const auto session = sdp::parse_session(text);
    for (const sdp::Attribute& attribute : session->media[0].attributes) {
      if (attribute.name == name) values.push_back(attribute.value);
    }
    return values;
  }

  MediaEnvironment environment_{.advertise = {kServer, IpAddress::v4({127, 0, 0, 1})},
                                .webrtc_ports = {40000},
                                .dtls_fingerprint = std::string(95, 'A')};
  test::CountedPorts ports_;
  SeededRandom random_{1};
};

constexpr std::string_view kPhoneOffer =
    "v=0\r\no=- 1 1 IN IP4 198.18.0.9\r\ns=-\r\nc=IN IP4 198.18.0.9\r\nt=0 0\r\n"
    "m=audio 30000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

TEST_F(LegMediaTest, AnswersAPhoneWithTheCodecThatTheOtherSideSpeaks) {
  auto leg = open(Security::kNone);
  const sdp::CodecKind wanted[] = {sdp::CodecKind::kOpus, sdp::CodecKind::kPcmu};
  const auto answer = leg->answer(*sdp::parse_session(kPhoneOffer), wanted);
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->find("m=audio 20000 RTP/AVP 0 101"), std::string::npos) << *answer;
  const media::LegConfig config = leg->config();
  EXPECT_EQ(config.codecs.at(0).kind, media::CodecKind::kPcmu);
  EXPECT_EQ(config.telephone_event, 101);
  const auto& transport = std::get<media::RtpTransport>(config.transport);
  EXPECT_EQ(transport.remote_rtp.to_string(), "198.18.0.9:30000");
  EXPECT_EQ(transport.remote_rtcp.to_string(), "198.18.0.9:30001");
  EXPECT_EQ(transport.signalling_ip, kPhone.ip);
}

TEST_F(LegMediaTest, TellsItsWorkerWithWhichNumbersThePeerSends) {
  auto leg = open(Security::kNone);
  (void)leg->offer(kOurCodecs);
  ASSERT_TRUE(
      leg->take_answer("v=0\r\no=- 1 1 IN IP4 198.18.0.9\r\ns=-\r\nc=IN IP4 198.18.0.9\r\nt=0 0\r\n"
                       "m=audio 30000 RTP/AVP 97 98\r\na=rtpmap:97 opus/48000/2\r\n"
                       "a=rtpmap:98 telephone-event/48000\r\n"));
  const media::LegConfig config = leg->config();
  EXPECT_EQ(config.codecs.at(0).payload_type, 97);
  EXPECT_EQ(config.codecs.at(0).received_type(), 111);
  EXPECT_EQ(config.telephone_event, 98);
  EXPECT_EQ(config.telephone_event_received, 110);
}

TEST_F(LegMediaTest, RefusesAnOfferWithoutACommonCodec) {
  auto leg = open(Security::kNone);
  const sdp::CodecKind wanted[] = {sdp::CodecKind::kOpus};
  const auto answer = leg->answer(*sdp::parse_session(kPhoneOffer), wanted);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().status, 488);
}

TEST_F(LegMediaTest, TellsLoopbackCandidatesOnlyToPeersOnLoopback) {
  const std::string offer = open(Security::kDtls)->offer(kOurCodecs);
  EXPECT_NE(offer.find("198.18.0.1 40000 typ host"), std::string::npos) << offer;
  EXPECT_EQ(offer.find("127.0.0.1"), std::string::npos) << offer;
}

TEST_F(LegMediaTest, ShowsTheAdvertisedAddressToPeersOutside) {
  environment_.advertise = {kPublic};
  auto leg = open(Security::kNone);
  EXPECT_NE(leg->offer(kOurCodecs).find("c=IN IP4 203.0.113.7"), std::string::npos);
}

TEST_F(LegMediaTest, MakesFreshSdesKeysForEachLeg) {
  const auto first = attributes(open(Security::kSdes)->offer(kOurCodecs), "crypto");
  const auto second = attributes(open(Security::kSdes)->offer(kOurCodecs), "crypto");
  ASSERT_EQ(first.size(), 3U);
  EXPECT_NE(first, second);
}

TEST_F(LegMediaTest, SaysThatNoPortIsLeft) {
  ports_.limit = 1;
  EXPECT_TRUE(open(Security::kNone));
  EXPECT_FALSE(open(Security::kNone));
  EXPECT_TRUE(open(Security::kDtls)) << "browsers share one port";
}

TEST_F(LegMediaTest, TellsItsWorkerWhereTheSignallingComesFromNow) {
  auto leg = open(Security::kNone);
  const auto signalling_ip = [&] {
    return std::get<media::RtpTransport>(leg->config().transport).signalling_ip;
  };
  EXPECT_EQ(signalling_ip(), kPhone.ip);
  leg->follow({.remote = {kPublic, 5070}, .local = {kServer, 5060}});
  EXPECT_EQ(signalling_ip(), kPublic);
}

TEST_F(LegMediaTest, AnswersANewIceSessionWithNewCredentialsAndTheSameOneWithTheSame) {
  std::string fingerprint = "AB";
  for (int i = 1; i < 32; ++i) fingerprint += ":AB";
  const auto offer = [&](std::string_view ufrag) {
    return *sdp::parse_session(fmt::format(
        "v=0\r\no=- 1 1 IN IP4 198.18.0.9\r\ns=-\r\nc=IN IP4 198.18.0.9\r\nt=0 0\r\n"
        "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=rtcp-mux\r\na=setup:actpass\r\n"
        "a=ice-ufrag:{}\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\na=fingerprint:sha-256 {}\r\n",
        ufrag, fingerprint));
  };
  auto leg = open(Security::kDtls);
  const auto ufrag_for = [&](std::string_view theirs) {
    const auto answer = leg->answer(offer(theirs), kOurCodecs);
    EXPECT_TRUE(answer);
    const auto ours = answer ? attributes(*answer, "ice-ufrag").at(0) : std::string();
    EXPECT_EQ(std::get<media::WebRtcTransport>(leg->config().transport).local_ufrag, ours);
    return ours;
  };
  const std::string first = ufrag_for("abcd");
  EXPECT_EQ(ufrag_for("abcd"), first);
  const std::string second = ufrag_for("efgh");
  EXPECT_NE(second, first);
  EXPECT_EQ(ufrag_for("efgh"), second);
}

TEST_F(LegMediaTest, KeepsItsCredentialsAcrossItsOffers) {
  auto leg = open(Security::kDtls);
  const std::string first = leg->offer(kOurCodecs);
  EXPECT_EQ(attributes(first, "ice-ufrag"), attributes(leg->repeat_offer(), "ice-ufrag"));
}

}  // namespace
}  // namespace sidetone::call
