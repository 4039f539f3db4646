#include "sdp/offer_answer.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

std::string lines_of(const Session& session) {
  std::string text = to_string(session);
  std::erase(text, '\r');
  return text;
}

}  // namespace

TEST(Offer, ToAPhone) {
  LocalMedia local = plain_end();
  local.comfort_noise = true;
  EXPECT_EQ(lines_of(make_offer(local, nullptr)), R"(v=0
o=- 4711 1 IN IP4 198.51.100.1
s=-
c=IN IP4 198.51.100.1
t=0 0
m=audio 20000 RTP/AVP 111 9 0 8 13 110 101
a=sendrecv
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=fmtp:110 0-15
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
)");
}

TEST(Offer, ToAPhoneThatEncryptsWithSdes) {
  LocalMedia local = sdes_end();
  local.codecs = {CodecKind::kPcma};
  local.rtcp_mux = true;
  EXPECT_EQ(lines_of(make_offer(local, nullptr)), R"(v=0
o=- 4711 1 IN IP4 198.51.100.1
s=-
c=IN IP4 198.51.100.1
t=0 0
m=audio 20000 RTP/SAVP 8 101
a=rtcp-mux
a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB
a=crypto:2 AEAD_AES_128_GCM inline:AgICAgICAgICAgICAgICAgICAgICAgICAgICAg==
a=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD
a=sendrecv
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
)");
}

TEST(Offer, ToABrowserThatShallSendG711First) {
  LocalMedia local = dtls_end();
  local.codecs = {CodecKind::kPcmu, CodecKind::kOpus};
  EXPECT_EQ(lines_of(make_offer(local, nullptr)), R"(v=0
o=- 4711 1 IN IP4 198.51.100.1
s=-
c=IN IP4 198.51.100.1
t=0 0
a=ice-lite
a=ice-options:ice2
a=group:BUNDLE 0
m=audio 40000 UDP/TLS/RTP/SAVPF 0 111 110 101
a=mid:0
a=rtcp-mux
a=ice-ufrag:Ours
a=ice-pwd:0123456789abcdefghijkl
a=candidate:1 1 udp 2130706431 198.51.100.1 40000 typ host
a=end-of-candidates
a=fingerprint:sha-256 )" + dtls_end().fingerprint.value +
                                                      R"(
a=setup:actpass
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=rtpmap:0 PCMU/8000
a=rtpmap:111 opus/48000/2
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:110 telephone-event/48000
a=fmtp:110 0-15
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
a=msid:sidetone audio
a=ssrc:4660 cname:sidetone
)");
}

TEST(Offer, RepeatedWithoutAChangeItIsTheSame) {
  const Session first = make_offer(dtls_end(), nullptr);
  EXPECT_EQ(make_offer(dtls_end(), &first), first);
}

TEST(Offer, HoldingIsANewVersionOfTheSameSession) {
  const Session first = make_offer(dtls_end(), nullptr);
  LocalMedia held = dtls_end();
  held.direction.receive = false;
  held.session_id = 1;
  const Session second = make_offer(held, &first);
  EXPECT_EQ(second.origin.session_id, first.origin.session_id);
  EXPECT_EQ(second.origin.version, first.origin.version + 1);
  EXPECT_TRUE(second.media.at(0).attributes.has("sendonly"));
}

TEST(Offer, AfterAnAnswerItKeepsTheLinesAndNumbersOfTheBrowsersOffer) {
  const auto answered = answer_offer(corpus("firefox_video"), dtls_end(), nullptr);
  ASSERT_TRUE(answered);
  const Session offer = make_offer(dtls_end(), &answered->session);
  ASSERT_EQ(offer.media.size(), 3U);
  EXPECT_EQ(offer.media[0].formats, (std::vector<std::string>{"109", "9", "0", "8", "110", "101"}));
  EXPECT_EQ(*offer.media[0].attributes.find("mid"), "0");
  EXPECT_EQ(offer.media[1].kind, "video");
  EXPECT_EQ(offer.media[1].port, 0);
  EXPECT_EQ(offer.media[2].kind, "application");
  EXPECT_EQ(offer.media[2].port, 0);
}

TEST(Offer, ANewCodecNeverTakesTheNumberOfAnother) {
  // The peer uses 111 for events; Opus, which comes later, needs another number.
  const Session theirs =
      parsed(offer_with("m=audio 9 RTP/AVP 0 111\r\na=rtpmap:111 telephone-event/8000\r\n"));
  LocalMedia local = plain_end();
  const auto answered = answer_offer(theirs, local, nullptr);
  ASSERT_TRUE(answered);
  const Session offer = make_offer(local, &answered->session);
  EXPECT_EQ(offer.media.at(0).formats,
            (std::vector<std::string>{"96", "9", "0", "8", "110", "111"}));
}

TEST(Offer, AProtocolOnceAgreedStays) {
  const auto answered = answer_offer(corpus("linphone_avpf"), plain_end(), nullptr);
  ASSERT_TRUE(answered);
  const Session offer = make_offer(plain_end(), &answered->session);
  EXPECT_EQ(offer.media.at(0).protocol, "RTP/AVPF");
  EXPECT_EQ(offer.media.at(1).port, 0);
}

TEST(Offer, WithoutDigitsThereAreNoEvents) {
  LocalMedia local = plain_end();
  local.telephone_event = false;
  EXPECT_EQ(make_offer(local, nullptr).media.at(0).formats,
            (std::vector<std::string>{"111", "9", "0", "8"}));
}

}  // namespace sidetone::sdp
