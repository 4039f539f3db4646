#include "sdp/session.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {

TEST(SessionWriter, WritesEachLineWhereTheRfcWantsIt) {
  Session session{.origin = {.session_id = 1, .version = 2, .address = "2001:db8::1", .v6 = true},
                  .connection = Connection{.address = "2001:db8::1"},
                  .bandwidth = {"AS:64"}};
  session.attributes.add("ice-lite");
  Media media{.kind = "audio", .port = 9, .protocol = "RTP/AVP", .formats = {"0", "101"}};
  media.connection = Connection{.address = "192.0.2.1"};
  media.bandwidth = {"TIAS:64000"};
  media.attributes.add("rtpmap", "0 PCMU/8000");
  session.media.push_back(media);
  EXPECT_EQ(to_string(session),
            "v=0\r\n"
            "o=- 1 2 IN IP6 2001:db8::1\r\n"
            "s=-\r\n"
            "c=IN IP6 2001:db8::1\r\n"
            "b=AS:64\r\n"
            "t=0 0\r\n"
            "a=ice-lite\r\n"
            "m=audio 9 RTP/AVP 0 101\r\n"
            "c=IN IP4 192.0.2.1\r\n"
            "b=TIAS:64000\r\n"
            "a=rtpmap:0 PCMU/8000\r\n");
}

TEST(SessionWriter, WhatWasReadIsWrittenAndReadTheSame) {
  for (const char* name :
       {"chromium_video", "firefox_video", "baresip_ice_dtls", "linphone_avpf"}) {
    const Session session = corpus(name);
    ASSERT_FALSE(session.media.empty()) << name;
    EXPECT_EQ(parsed(to_string(session)), session) << name;
  }
}

}  // namespace sidetone::sdp
