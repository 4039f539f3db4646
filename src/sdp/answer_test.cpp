#include "sdp/offer_answer.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::sdp {
namespace {

Answered answer_to(const Session& offer, LocalMedia local) {
  return answer_offer(offer, local, nullptr).value_or(Answered{});
}

/// The answer that the call would send: with the protection that the offer asks for.
Answered answer_corpus(std::string_view name) {
  const Session offer = corpus(name);
  return answer_to(offer, end_for(describe(offer).value_or(RemoteCapabilities{}).security));
}

std::string text_of(const Answered& answered) {
  return to_string(answered.session);
}

Negotiated negotiated_with(std::string_view attributes, LocalMedia local) {
  const Session offer = parsed(offer_with(attributes));
  return answer_to(offer, std::move(local)).negotiated;
}

int refusal(std::string_view media_lines, const LocalMedia& local) {
  const auto answered = answer_offer(parsed(offer_with(media_lines)), local, nullptr);
  return answered ? 0 : answered.error().warning;
}

class GoldenAnswer : public ::testing::TestWithParam<const char*> {};

}  // namespace

// Each golden answer was read by a person, and those to browsers were set in these browsers.
TEST_P(GoldenAnswer, IsWhatWeSend) {
  EXPECT_EQ(text_of(answer_corpus(GetParam())),
            read_corpus(fmt::format("{}.answer.sdp", GetParam())));
}

INSTANTIATE_TEST_SUITE_P(OfRealOffers, GoldenAnswer,
                         ::testing::Values("chromium_audio", "chromium_trickle", "chromium_video",
                                           "firefox_audio", "firefox_video", "baresip_plain",
                                           "baresip_sdes", "baresip_ice_dtls_mux", "yealink_rtp",
                                           "yealink_optional_srtp", "snom_savp_and_avp",
                                           "linphone_avpf", "carrier_bare"),
                         [](const auto& test) { return std::string(test.param); });

TEST(Answer, TheOffersNumbersAndOurOrder) {
  LocalMedia local = dtls_end();
  local.codecs = {CodecKind::kPcmu, CodecKind::kOpus};
  const Answered answered = answer_to(corpus("firefox_audio"), local);
  EXPECT_EQ(names(answered.negotiated.codecs), "PCMU/0 opus/109");
  EXPECT_EQ(answered.session.media.at(0).formats, (std::vector<std::string>{"0", "109", "101"}));
}

TEST(Answer, OtherLinesAreRejectedInTheirPlaces) {
  const Answered answered = answer_corpus("chromium_video");
  ASSERT_EQ(answered.session.media.size(), 3U);
  EXPECT_NE(answered.session.media[0].port, 0);
  EXPECT_EQ(answered.session.media[1].port, 0);
  EXPECT_EQ(answered.session.media[2].port, 0);
  EXPECT_EQ(*answered.session.attributes.find("group"), "BUNDLE 0");
}

TEST(Answer, ASecondAudioLineIsRejected) {
  const Answered answered = answer_to(
      parsed(offer_with("m=audio 0 RTP/AVP 0\r\nm=audio 9 RTP/AVP 0\r\nm=audio 11 RTP/AVP 0\r\n")),
      plain_end());
  ASSERT_EQ(answered.session.media.size(), 3U);
  EXPECT_EQ(answered.session.media[0].port, 0);
  EXPECT_EQ(answered.session.media[1].port, 20'000);
  EXPECT_EQ(answered.session.media[2].port, 0);
  EXPECT_EQ(answered.negotiated.remote_rtp.port, 9);
}

TEST(Answer, WithoutABundleWeMakeNone) {
  EXPECT_FALSE(answer_corpus("baresip_ice_dtls_mux").session.attributes.has("group"));
}

TEST(Answer, ABrowserOpensTheDtlsHandshake) {
  const Answered answered = answer_corpus("chromium_audio");
  EXPECT_EQ(*answered.session.media.at(0).attributes.find("setup"), "passive");
  EXPECT_FALSE(answered.negotiated.dtls_client);
}

TEST(Answer, APassivePeerMakesUsTheClient) {
  Session offer = corpus("baresip_ice_dtls_mux");
  offer.media.at(0).attributes.add("setup", "passive");
  const Answered answered = answer_to(offer, dtls_end());
  EXPECT_EQ(*answered.session.media.at(0).attributes.find("setup"), "active");
  EXPECT_TRUE(answered.negotiated.dtls_client);
}

TEST(Answer, TheRoleOfAStandingAssociationCanBeKept) {
  LocalMedia local = dtls_end();
  local.answer_setup = Setup::kActive;
  const Answered answered = answer_to(corpus("chromium_audio"), local);
  EXPECT_EQ(*answered.session.media.at(0).attributes.find("setup"), "active");
  EXPECT_TRUE(answered.negotiated.dtls_client);
}

TEST(Answer, AnIceLegNeverSaysTheUnspecifiedAddress) {
  for (const char* name : {"chromium_trickle", "chromium_video", "firefox_video"}) {
    EXPECT_EQ(text_of(answer_corpus(name)).find("0.0.0.0"), std::string::npos) << name;
  }
}

TEST(Answer, SdesKeysGoBothWaysUnderTheTagThatWasChosen) {
  Session offer = corpus("yealink_optional_srtp");
  LocalMedia local = sdes_end();
  local.sdes_keys.erase(local.sdes_keys.begin());  // Without SHA1_80: their second line is left.
  const Answered answered = answer_to(offer, local);
  EXPECT_EQ(answered.session.media.at(0).attributes.find("crypto")->substr(0, 26),
            "2 AES_CM_128_HMAC_SHA1_32 ");
  EXPECT_EQ(answered.negotiated.send_key, local.sdes_keys.back());
  EXPECT_EQ(answered.negotiated.receive_key->suite, CryptoSuite::kAesCm128HmacSha1_32);
  EXPECT_NE(answered.negotiated.receive_key, answered.negotiated.send_key);
}

TEST(Answer, TheOffererOrdersTheSuites) {
  const std::string gcm = to_string(Crypto{.tag = 1, .key = sdes_end().sdes_keys[1]});
  const std::string sha = to_string(Crypto{.tag = 2, .key = sdes_end().sdes_keys[0]});
  const Negotiated negotiated = negotiated_with(
      fmt::format("m=audio 9 RTP/SAVP 0\r\na=crypto:{}\r\na=crypto:{}\r\n", gcm, sha), sdes_end());
  EXPECT_EQ(negotiated.send_key->suite, CryptoSuite::kAeadAes128Gcm);
}

TEST(Answer, HoldIsAnsweredInKind) {
  const auto direction = [](std::string_view line) {
    const Answered answered = answer_to(
        parsed(offer_with(std::string("m=audio 9 RTP/AVP 0\r\n").append(line))), plain_end());
    const Attributes& attributes = answered.session.media.at(0).attributes;
    for (const char* name : {"sendrecv", "sendonly", "recvonly", "inactive"}) {
      if (attributes.has(name)) return std::string(name);
    }
    return std::string();
  };
  EXPECT_EQ(direction(""), "sendrecv");
  EXPECT_EQ(direction("a=sendonly\r\n"), "recvonly");
  EXPECT_EQ(direction("a=recvonly\r\n"), "sendonly");
  EXPECT_EQ(direction("a=inactive\r\n"), "inactive");
  EXPECT_EQ(direction("c=IN IP4 0.0.0.0\r\n"), "recvonly");
}

TEST(Answer, AHeldLegSendsNothingAndKnowsIt) {
  const Negotiated held = negotiated_with("m=audio 9 RTP/AVP 0\r\na=sendonly\r\n", plain_end());
  EXPECT_TRUE(held.held_by_peer);
  EXPECT_EQ(held.direction, (Direction{.send = false, .receive = true}));
  EXPECT_FALSE(negotiated_with("m=audio 9 RTP/AVP 0\r\n", plain_end()).held_by_peer);
}

TEST(Answer, OurOwnHoldIsSaidToo) {
  LocalMedia local = plain_end();
  local.direction.receive = false;
  const Answered answered = answer_to(parsed(offer_with("m=audio 9 RTP/AVP 0\r\n")), local);
  EXPECT_TRUE(answered.session.media.at(0).attributes.has("sendonly"));
  EXPECT_EQ(answered.negotiated.direction, (Direction{.send = true, .receive = false}));
}

TEST(Answer, RtcpMuxIsUsedWhereBothWantIt) {
  LocalMedia local = plain_end();
  const std::string_view offer = "m=audio 4000 RTP/AVP 0\r\na=rtcp-mux\r\n";
  EXPECT_FALSE(negotiated_with(offer, local).rtcp_mux);
  local.rtcp_mux = true;
  EXPECT_TRUE(negotiated_with(offer, local).rtcp_mux);
  EXPECT_EQ(negotiated_with(offer, local).remote_rtcp.port, 4'000);
  EXPECT_FALSE(negotiated_with("m=audio 4000 RTP/AVP 0\r\n", local).rtcp_mux);
}

TEST(Answer, EventsOnClocksThatWereNotTakenAreLeftOut) {
  const Answered answered = answer_corpus("linphone_avpf");
  EXPECT_EQ(answered.session.media.at(0).formats,
            (std::vector<std::string>{"96", "0", "8", "101", "100"}));
  LocalMedia g711 = plain_end();
  g711.codecs = {CodecKind::kPcmu};
  const Answered narrow = answer_to(corpus("linphone_avpf"), g711);
  EXPECT_EQ(narrow.session.media.at(0).formats, (std::vector<std::string>{"0", "100"}));
  EXPECT_EQ(narrow.negotiated.telephone_event, 100);
}

TEST(Answer, ComfortNoiseIsTakenWhenWeWantIt) {
  LocalMedia local = plain_end();
  EXPECT_EQ(answer_to(corpus("carrier_bare"), local).negotiated.comfort_noise, std::nullopt);
  local.comfort_noise = true;
  EXPECT_EQ(answer_to(corpus("carrier_bare"), local).negotiated.comfort_noise, 13);
}

TEST(Answer, WithNothingInCommonItSaysWhy) {
  EXPECT_EQ(refusal("m=audio 9 RTP/AVP 18\r\n", plain_end()), 305);
  EXPECT_EQ(refusal("m=audio 9 RTP/AVP 0\r\n", dtls_end()), 302);
  EXPECT_EQ(refusal("m=audio 9 RTP/AVP 0\r\n", sdes_end()), 302);
  EXPECT_EQ(refusal("m=video 9 RTP/AVP 0\r\n", plain_end()), 304);
  EXPECT_EQ(refusal("m=audio 0 RTP/AVP 0\r\n", plain_end()), 304);
}

TEST(Answer, OfACodecThatWeDoNotWantNothingIsLeft) {
  LocalMedia opus_only = plain_end();
  opus_only.codecs = {CodecKind::kOpus};
  EXPECT_EQ(refusal("m=audio 9 RTP/AVP 0\r\n", opus_only), 305);
}

TEST(Answer, ToAReofferTheVersionGrowsWithAChangeOnly) {
  const Session offer = corpus("chromium_audio");
  const Session first = answer_offer(offer, dtls_end(), nullptr)->session;
  EXPECT_EQ(answer_offer(offer, dtls_end(), &first)->session, first);
  Session held = offer;
  held.media.at(0).attributes = {};
  for (const Attribute& attribute : offer.media.at(0).attributes) {
    held.media.at(0).attributes.add(attribute.name == "sendrecv" ? "sendonly" : attribute.name,
                                    attribute.value);
  }
  const Session second = answer_offer(held, dtls_end(), &first)->session;
  EXPECT_EQ(second.origin.version, first.origin.version + 1);
  EXPECT_TRUE(second.media.at(0).attributes.has("recvonly"));
}

TEST(Answer, ThePacketTimeOfThePhoneIsWhatWeSend) {
  EXPECT_EQ(negotiated_with("m=audio 9 RTP/AVP 0\r\na=ptime:30\r\n", plain_end()).ptime_ms, 30);
}

}  // namespace sidetone::sdp
