#include "sdp/agreement.h"

#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

Negotiated concluded(const Session& session, Agreement agreement) {
  const PeerMedia peer(session, session.media.front());
  agreement.formats = peer.formats();
  return conclude(peer, agreement);
}

}  // namespace

TEST(Agreement, EachSideLimitsTheOther) {
  const Direction both;
  EXPECT_EQ(limited_by_peer(both, {.send = true, .receive = false}),
            (Direction{.send = false, .receive = true}));
  EXPECT_EQ(limited_by_peer({.send = true, .receive = false}, both),
            (Direction{.send = true, .receive = false}));
  EXPECT_EQ(limited_by_peer(both, {.send = false, .receive = false}),
            (Direction{.send = false, .receive = false}));
}

TEST(Agreement, DigitsGoOnTheClockOfTheSendingCodec) {
  const Negotiated chromium = concluded(corpus("chromium_audio"), {.security = Security::kDtls});
  EXPECT_EQ(chromium.telephone_event, 110);
  EXPECT_EQ(chromium.telephone_event_rate_hz, 48'000U);
  const Negotiated baresip = concluded(corpus("baresip_plain"), {});
  EXPECT_EQ(baresip.telephone_event, 101);
  EXPECT_EQ(baresip.telephone_event_rate_hz, 8'000U);
}

TEST(Agreement, APhonesAddressesAreItsOwn) {
  const Negotiated phone = concluded(corpus("yealink_rtp"), {});
  EXPECT_EQ(phone.remote_rtp.to_string(), "192.0.2.77:11782");
  EXPECT_EQ(phone.remote_rtcp.to_string(), "192.0.2.77:11783");
}

TEST(Agreement, ABrowsersAddressIsWhatIceFinds) {
  const Negotiated browser = concluded(corpus("firefox_audio"), {.security = Security::kDtls});
  EXPECT_EQ(browser.remote_rtp, SocketAddress{});
  EXPECT_EQ(browser.remote_ice.ufrag, "bec4f33a");
  EXPECT_EQ(browser.remote_ice.password, "7670faea3fe89fe0c1234781d7421a73");
  EXPECT_EQ(browser.fingerprint.hash, "sha-256");
  EXPECT_EQ(browser.fingerprint.value.substr(0, 8), "3A:C1:C0");
  EXPECT_EQ(browser.remote_ssrc, 33'265'309U);
}

TEST(Agreement, NewIceCredentialsRestartIce) {
  const Negotiated before = concluded(corpus("firefox_audio"), {.security = Security::kDtls});
  Negotiated after = before;
  after.direction.send = false;
  EXPECT_FALSE(ice_restarted(before, after));
  EXPECT_FALSE(transport_changed(before, after));
  after.remote_ice.ufrag = "new1";
  EXPECT_TRUE(ice_restarted(before, after));
  EXPECT_TRUE(transport_changed(before, after));
}

TEST(Agreement, AnotherPortOrKeyIsAnotherTransport) {
  const Negotiated before = concluded(corpus("yealink_rtp"), {});
  Negotiated moved = before;
  moved.remote_rtp.port = 9;
  EXPECT_TRUE(transport_changed(before, moved));
  Negotiated rekeyed = before;
  rekeyed.receive_key = SdesKey{};
  EXPECT_TRUE(transport_changed(before, rekeyed));
  Negotiated other_codec = before;
  other_codec.codecs.pop_back();
  EXPECT_FALSE(transport_changed(before, other_codec));
}

}  // namespace sidetone::sdp
