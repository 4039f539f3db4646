#include "sdp/offer_answer.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::sdp {
namespace {

Expected<Negotiated, Rejection> read(const LocalMedia& local, std::string_view media_lines) {
  return read_answer(make_offer(local, nullptr), parsed(offer_with(media_lines)));
}

int refusal(const LocalMedia& local, std::string_view media_lines) {
  const auto negotiated = read(local, media_lines);
  return negotiated ? 0 : negotiated.error().warning;
}

/// What a browser would answer to our offer.
std::string browser_answer(std::string_view setup) {
  return fmt::format(
      "m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\na=mid:0\r\na=ice-ufrag:abcd\r\n"
      "a=ice-pwd:0123456789abcdefghijkl\r\na=fingerprint:sha-256 {}\r\na=setup:{}\r\n"
      "a=rtcp-mux\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=sendrecv\r\n"
      "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
      "a=rtpmap:110 telephone-event/48000\r\n",
      dtls_end().fingerprint.value, setup);
}

}  // namespace

TEST(AnswerReader, APhoneTakesG711) {
  const auto negotiated =
      read(plain_end(),
           "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:30\r\n");
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->security, Security::kNone);
  EXPECT_EQ(names(negotiated->codecs), "PCMU/0");
  EXPECT_EQ(negotiated->ptime_ms, 30);
  EXPECT_EQ(negotiated->telephone_event, 101);
  EXPECT_EQ(negotiated->remote_rtp.to_string(), "192.0.2.7:4000");
  EXPECT_EQ(negotiated->remote_rtcp.to_string(), "192.0.2.7:4001");
  EXPECT_EQ(negotiated->direction, Direction{});
}

TEST(AnswerReader, ABrowserTakesOpusAndOpensTheHandshake) {
  const auto negotiated = read(dtls_end(), browser_answer("active"));
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->security, Security::kDtls);
  EXPECT_FALSE(negotiated->dtls_client);
  EXPECT_EQ(negotiated->remote_ice.ufrag, "abcd");
  EXPECT_EQ(negotiated->fingerprint, dtls_end().fingerprint);
  EXPECT_EQ(negotiated->audio_level_extension, 1);
  EXPECT_EQ(negotiated->telephone_event, 110);
  EXPECT_EQ(negotiated->telephone_event_rate_hz, 48'000U);
  EXPECT_TRUE(negotiated->codecs.front().opus.inband_fec);
}

// What Chromium and Firefox answered to the offer of the test
// Offer.ToABrowserThatShallSendG711First.
TEST(AnswerReader, RealBrowsersFollowTheOrderOfOurOffer) {
  LocalMedia local = dtls_end();
  local.codecs = {CodecKind::kPcmu, CodecKind::kOpus};
  const Session offer = make_offer(local, nullptr);
  for (const char* name : {"chromium_answers_us", "firefox_answers_us"}) {
    const auto negotiated = read_answer(offer, corpus(name));
    ASSERT_TRUE(negotiated) << name;
    EXPECT_EQ(names(negotiated->codecs), "PCMU/0 opus/111") << name;
    EXPECT_EQ(negotiated->telephone_event, 101) << name;
    EXPECT_EQ(negotiated->audio_level_extension, 1) << name;
    EXPECT_FALSE(negotiated->dtls_client) << name;
    EXPECT_EQ(negotiated->direction, Direction{}) << name;
    EXPECT_FALSE(negotiated->held_by_peer) << name;
    EXPECT_GE(negotiated->remote_ice.password.size(), 22U) << name;
  }
}

TEST(AnswerReader, APassiveAnswerMakesUsTheDtlsClient) {
  EXPECT_TRUE(read(dtls_end(), browser_answer("passive"))->dtls_client);
}

TEST(AnswerReader, OurOwnAnswerToOurOwnOfferFitsTogether) {
  // The other end is a full ICE agent: the same answer without our ice-lite.
  LocalMedia other = dtls_end();
  other.ice.ufrag = "Theirs";
  Session offer = make_offer(dtls_end(), nullptr);
  Session as_seen = offer;
  as_seen.attributes = {};
  const auto answered = answer_offer(as_seen, other, nullptr);
  ASSERT_TRUE(answered);
  Session answer = answered->session;
  answer.attributes = {};
  const auto negotiated = read_answer(offer, answer);
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->codecs, answered->negotiated.codecs);
  EXPECT_TRUE(negotiated->dtls_client) << "it answered passive";
}

TEST(AnswerReader, SdesKeysAreFoundByTheTag) {
  const Crypto theirs{.tag = 2, .key = {CryptoSuite::kAeadAes128Gcm, {}}};
  Crypto answer = theirs;
  answer.key.key_and_salt.assign(28, 9);
  const auto negotiated = read(
      sdes_end(), fmt::format("m=audio 4000 RTP/SAVP 0\r\na=crypto:{}\r\n", to_string(answer)));
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->send_key, sdes_end().sdes_keys[1]);
  EXPECT_EQ(negotiated->receive_key, answer.key);
}

TEST(AnswerReader, ATagOrSuiteThatWeDidNotOfferIsRefused) {
  Crypto answer{.tag = 4, .key = sdes_end().sdes_keys[0]};
  const auto lines = [&] {
    return fmt::format("m=audio 4000 RTP/SAVP 0\r\na=crypto:{}\r\n", to_string(answer));
  };
  EXPECT_EQ(refusal(sdes_end(), lines()), 302);
  answer.tag = 2;  // Our second line is GCM.
  EXPECT_EQ(refusal(sdes_end(), lines()), 302);
  answer.tag = 1;
  EXPECT_EQ(refusal(sdes_end(), lines()), 0);
}

TEST(AnswerReader, EncryptionCannotBeAnsweredAway) {
  EXPECT_EQ(refusal(sdes_end(), "m=audio 4000 RTP/AVP 0\r\n"), 302);
  EXPECT_EQ(refusal(dtls_end(), "m=audio 4000 RTP/AVP 0\r\n"), 302);
}

TEST(AnswerReader, APeerMayAnswerWithNumbersOfItsOwn) {
  const auto negotiated = read(plain_end(),
                               "m=audio 4000 RTP/AVP 97 98\r\na=rtpmap:97 opus/48000/2\r\n"
                               "a=rtpmap:98 telephone-event/48000\r\n");
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->codecs.front().payload_type, 97);
  EXPECT_EQ(negotiated->codecs.front().receive_payload_type, 111);
  EXPECT_EQ(negotiated->telephone_event, 98);
  EXPECT_EQ(negotiated->telephone_event_received, 110);
}

TEST(AnswerReader, WhatWasNotOfferedIsNotTaken) {
  LocalMedia local = plain_end();
  local.codecs = {CodecKind::kPcmu};
  local.telephone_event = false;
  const auto negotiated =
      read(local, "m=audio 4000 RTP/AVP 8 0 13 101\r\na=rtpmap:101 telephone-event/8000\r\n");
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(names(negotiated->codecs), "PCMU/0");
  EXPECT_EQ(negotiated->telephone_event, std::nullopt);
  EXPECT_EQ(negotiated->comfort_noise, std::nullopt);
  EXPECT_EQ(refusal(local, "m=audio 4000 RTP/AVP 8\r\n"), 305);
}

TEST(AnswerReader, ARejectedOrMissingLineIsNoAnswer) {
  EXPECT_EQ(refusal(plain_end(), "m=audio 0 RTP/AVP 0\r\n"), 304);
  EXPECT_EQ(refusal(plain_end(), ""), 304);
  EXPECT_EQ(refusal(plain_end(), "m=video 9 RTP/AVP 0\r\n"), 304);
  EXPECT_FALSE(read_answer(Session{}, parsed(offer_with("m=audio 9 RTP/AVP 0\r\n"))));
}

TEST(AnswerReader, OurHoldAndTheirsLimitBoth) {
  LocalMedia held = plain_end();
  held.direction.receive = false;
  EXPECT_EQ(read(held, "m=audio 9 RTP/AVP 0\r\na=recvonly\r\n")->direction,
            (Direction{.send = true, .receive = false}));
  const auto both = read(held, "m=audio 9 RTP/AVP 0\r\na=inactive\r\n");
  EXPECT_EQ(both->direction, (Direction{.send = false, .receive = false}));
  EXPECT_TRUE(both->held_by_peer);
}

TEST(AnswerReader, TheLineThatCarriedTheAudioBeforeIsRead) {
  const auto answered = answer_offer(parsed(offer_with("m=video 9 RTP/AVP 31\r\n"
                                                       "m=audio 9 RTP/AVP 0\r\n")),
                                     plain_end(), nullptr);
  const Session offer = make_offer(plain_end(), &answered->session);
  const auto negotiated =
      read_answer(offer, parsed(offer_with("m=video 0 RTP/AVP 31\r\nm=audio 4000 RTP/AVP 0\r\n")));
  ASSERT_TRUE(negotiated);
  EXPECT_EQ(negotiated->remote_rtp.port, 4'000);
}

}  // namespace sidetone::sdp
