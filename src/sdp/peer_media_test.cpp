#include "sdp/peer_media.h"

#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

constexpr std::string_view kPassword = "0123456789abcdefghijkl";
const std::string kFingerprint = dtls_end().fingerprint.hash + " " + dtls_end().fingerprint.value;
const std::string kCrypto =
    "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:DSgaiqlD4V9KOK20CjXkUlH3HwVosidQQwziX6dY\r\n";
const std::string kIce = "a=ice-ufrag:abcd\r\na=ice-pwd:" + std::string(kPassword) + "\r\n";
const std::string kDtls = kIce + "a=fingerprint:" + kFingerprint + "\r\na=rtcp-mux\r\n";

/// Keeps the description that a PeerMedia looks at.
struct Read {
  explicit Read(Session from) : session(std::move(from)) {}
  explicit Read(std::string_view lines) : Read(parsed(offer_with(lines))) {}
  Session session;
  [[nodiscard]] PeerMedia audio() const { return {session, session.media.at(0)}; }
};

Read with(std::string_view protocol, std::string_view attributes) {
  return Read(std::string("m=audio 4000 ").append(protocol).append(" 0\r\n").append(attributes));
}

}  // namespace

TEST(PeerMedia, BrowsersWantDtls) {
  EXPECT_EQ(Read(corpus("chromium_audio")).audio().security(), Security::kDtls);
  EXPECT_EQ(Read(corpus("chromium_trickle")).audio().security(), Security::kDtls);
  EXPECT_EQ(Read(corpus("firefox_audio")).audio().security(), Security::kDtls);
  EXPECT_EQ(Read(corpus("baresip_ice_dtls_mux")).audio().security(), Security::kDtls);
}

TEST(PeerMedia, PhonesWantSdesOrNothing) {
  EXPECT_EQ(Read(corpus("baresip_sdes")).audio().security(), Security::kSdes);
  EXPECT_EQ(Read(corpus("baresip_plain")).audio().security(), Security::kNone);
  EXPECT_EQ(Read(corpus("linphone_avpf")).audio().security(), Security::kNone);
}

TEST(PeerMedia, OptionalEncryptionIsTakenButCanBeLeft) {
  const Read read(corpus("yealink_optional_srtp"));
  EXPECT_EQ(read.audio().security(), Security::kSdes);
  EXPECT_TRUE(read.audio().allows(Security::kNone));
}

TEST(PeerMedia, DtlsNeedsIceMuxAndACertificate) {
  EXPECT_EQ(with("UDP/TLS/RTP/SAVPF", kDtls).audio().security(), Security::kDtls);
  EXPECT_EQ(with("UDP/TLS/RTP/SAVP", kDtls).audio().security(), Security::kDtls);
  EXPECT_EQ(with("RTP/SAVPF", kDtls).audio().security(), Security::kDtls);
  EXPECT_EQ(with("UDP/TLS/RTP/SAVPF", kIce + "a=rtcp-mux\r\n").audio().security(), std::nullopt);
  EXPECT_EQ(with("UDP/TLS/RTP/SAVPF", "a=rtcp-mux\r\na=fingerprint:" + kFingerprint + "\r\n")
                .audio()
                .security(),
            std::nullopt);
  EXPECT_EQ(
      with("UDP/TLS/RTP/SAVPF", kIce + "a=fingerprint:" + kFingerprint + "\r\n").audio().security(),
      std::nullopt);
}

TEST(PeerMedia, TwoLiteEndsWouldWaitForEachOther) {
  Read read = with("UDP/TLS/RTP/SAVPF", kDtls);
  read.session.attributes.add("ice-lite");
  EXPECT_EQ(read.audio().security(), std::nullopt);
}

TEST(PeerMedia, EncryptedProtocolsAreNeverCarriedInClear) {
  EXPECT_EQ(with("RTP/SAVP", "").audio().security(), std::nullopt);
  EXPECT_FALSE(with("RTP/SAVP", kCrypto).audio().allows(Security::kNone));
  EXPECT_FALSE(with("UDP/TLS/RTP/SAVPF", kDtls + kCrypto).audio().allows(Security::kSdes));
  EXPECT_EQ(with("udp", "").audio().security(), std::nullopt);
}

TEST(PeerMedia, OurOwnMediaSectionOverridesTheSession) {
  Read read = with("RTP/AVP", "a=recvonly\r\na=ice-ufrag:media\r\n");
  read.session.attributes.add("sendonly");
  read.session.attributes.add("ice-ufrag", "session");
  read.session.attributes.add("ice-pwd", std::string(kPassword));
  EXPECT_EQ(read.audio().direction(), (Direction{.send = false, .receive = true}));
  EXPECT_EQ(read.audio().ice(), (IceCredentials{"media", std::string(kPassword)}));
}

TEST(PeerMedia, KnowsEveryFormOfHold) {
  EXPECT_EQ(with("RTP/AVP", "").audio().direction(), Direction{});
  EXPECT_EQ(with("RTP/AVP", "a=sendonly\r\n").audio().direction(),
            (Direction{.send = true, .receive = false}));
  EXPECT_EQ(with("RTP/AVP", "a=inactive\r\n").audio().direction(),
            (Direction{.send = false, .receive = false}));
  EXPECT_EQ(with("RTP/AVP", "c=IN IP4 0.0.0.0\r\n").audio().direction(),
            (Direction{.send = true, .receive = false}));
}

TEST(PeerMedia, ATricklingBrowserIsNotOnHold) {
  EXPECT_EQ(Read(corpus("chromium_trickle")).audio().direction(), Direction{});
}

TEST(PeerMedia, IceTextMustHaveItsLengthAndItsCharacters) {
  const auto ice = [](std::string_view ufrag, std::string_view password) {
    return with("RTP/AVP", std::string("a=ice-ufrag:")
                               .append(ufrag)
                               .append("\r\na=ice-pwd:")
                               .append(password)
                               .append("\r\n"))
        .audio()
        .ice();
  };
  EXPECT_TRUE(ice("abcd", kPassword));
  EXPECT_FALSE(ice("abc", kPassword));
  EXPECT_FALSE(ice("abcd", kPassword.substr(1)));
  EXPECT_FALSE(ice("ab d", kPassword));
  EXPECT_FALSE(ice("ab:d", kPassword));
  EXPECT_FALSE(ice(std::string(257, 'a'), kPassword));
}

TEST(PeerMedia, OfSeveralCertificateHashesTheStrongestIsTaken) {
  std::string sha512 = "BB";
  for (int i = 1; i < 64; ++i) sha512 += ":BB";
  std::string sha1 = "CC";
  for (int i = 1; i < 20; ++i) sha1 += ":CC";
  const Read read =
      with("RTP/AVP", "a=fingerprint:sha-1 " + sha1 + "\r\na=fingerprint:" + kFingerprint +
                          "\r\na=fingerprint:sha-512 " + sha512 + "\r\na=fingerprint:md5 00\r\n");
  EXPECT_EQ(read.audio().fingerprint()->hash, "sha-512");
}

TEST(PeerMedia, RtcpIsOneHigherUnlessItIsSaidOtherwise) {
  EXPECT_EQ(with("RTP/AVP", "").audio().rtp().to_string(), "192.0.2.7:4000");
  EXPECT_EQ(with("RTP/AVP", "").audio().rtcp().to_string(), "192.0.2.7:4001");
  EXPECT_EQ(with("RTP/AVP", "a=rtcp:5000\r\n").audio().rtcp().to_string(), "192.0.2.7:5000");
  EXPECT_EQ(with("RTP/AVP", "a=rtcp:5000 IN IP4 192.0.2.8\r\n").audio().rtcp().to_string(),
            "192.0.2.8:5000");
  EXPECT_EQ(with("RTP/AVP", "a=rtcp:5000\r\na=rtcp-mux\r\n").audio().rtcp().port, 4000);
  EXPECT_EQ(with("RTP/AVP", "a=rtcp:x\r\n").audio().rtcp().port, 4001);
}

TEST(PeerMedia, AHostNameIsNoAddressToSendTo) {
  EXPECT_EQ(with("RTP/AVP", "c=IN IP4 phone.example.com\r\n").audio().rtp(), SocketAddress{});
}

TEST(PeerMedia, ThePacketTimeIsOneThatWeCanSend) {
  const auto ptime = [](std::string_view attributes, CodecKind kind) {
    return int{with("RTP/AVP", attributes).audio().ptime_ms(kind)};
  };
  EXPECT_EQ(ptime("", CodecKind::kPcmu), 20);
  EXPECT_EQ(ptime("a=ptime:30\r\n", CodecKind::kPcmu), 30);
  EXPECT_EQ(ptime("a=ptime:30\r\n", CodecKind::kOpus), 20);
  EXPECT_EQ(ptime("a=ptime:40\r\na=maxptime:30\r\n", CodecKind::kPcmu), 30);
  EXPECT_EQ(ptime("a=maxptime:10\r\n", CodecKind::kPcmu), 10);
  EXPECT_EQ(ptime("a=ptime:120\r\n", CodecKind::kOpus), 60);
  EXPECT_EQ(ptime("a=ptime:0\r\n", CodecKind::kPcmu), 10);
  EXPECT_EQ(ptime("a=ptime:25\r\n", CodecKind::kPcma), 20);
  EXPECT_EQ(ptime("a=ptime:x\r\n", CodecKind::kPcma), 20);
}

TEST(PeerMedia, TheAudioLevelExtensionIsTakenBothWaysOnly) {
  EXPECT_EQ(Read(corpus("chromium_audio")).audio().audio_level_extension(), 1);
  const auto id = [](std::string_view extmap) {
    return int{with("RTP/AVP", std::string("a=extmap:")
                                   .append(extmap)
                                   .append(" urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"))
                   .audio()
                   .audio_level_extension()};
  };
  EXPECT_EQ(id("14"), 14);
  EXPECT_EQ(id("15"), 0);
  EXPECT_EQ(id("0"), 0);
  EXPECT_EQ(id("2/sendrecv"), 2);
  EXPECT_EQ(id("2/inactive"), 0);
  EXPECT_EQ(with("RTP/AVP", "a=extmap:1 urn:other\r\n").audio().audio_level_extension(), 0);
}

TEST(PeerMedia, TheSourceAndTheBundleAreRead) {
  EXPECT_EQ(Read(corpus("baresip_plain")).audio().ssrc(), 794'380'428U);
  EXPECT_EQ(with("RTP/AVP", "a=ssrc:x cname:y\r\n").audio().ssrc(), std::nullopt);
  EXPECT_TRUE(Read(corpus("chromium_video")).audio().bundled());
  EXPECT_FALSE(Read(corpus("baresip_ice_dtls_mux")).audio().bundled());
}

TEST(PeerMedia, OnlySoManyKeysAreRead) {
  std::string lines;
  for (int i = 0; i < 20; ++i) lines += kCrypto;
  EXPECT_EQ(with("RTP/SAVP", lines).audio().cryptos().size(), 16U);
}

}  // namespace sidetone::sdp
