#include "sdp/payload_formats.h"

#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

PayloadFormats read(std::string_view lines) {
  return read_payload_formats(parsed(offer_with(lines)).media.front());
}

}  // namespace

TEST(PayloadFormats, OfChromiumAreOursInItsOrder) {
  const PayloadFormats formats = read_payload_formats(corpus("chromium_audio").media.front());
  EXPECT_EQ(names(formats.codecs), "opus/111 G722/9 PCMU/0 PCMA/8");
  EXPECT_TRUE(formats.codecs.front().opus.inband_fec);
  EXPECT_EQ(formats.comfort_noise, 13);
  EXPECT_EQ(formats.events_for(CodecKind::kOpus)->payload_type, 110);
  EXPECT_EQ(formats.events_for(CodecKind::kPcmu)->payload_type, 126);
}

TEST(PayloadFormats, FirefoxNamesOneChannelOfG722) {
  const PayloadFormats formats = read_payload_formats(corpus("firefox_audio").media.front());
  EXPECT_EQ(names(formats.codecs), "opus/109 G722/9 PCMU/0 PCMA/8");
}

TEST(PayloadFormats, StaticTypesNeedNoRtpmap) {
  const PayloadFormats formats = read("m=audio 9 RTP/AVP 8 0 9 13 18\r\n");
  EXPECT_EQ(names(formats.codecs), "PCMA/8 PCMU/0 G722/9");
  EXPECT_EQ(formats.comfort_noise, 13);
}

TEST(PayloadFormats, AnRtpmapOverridesAStaticType) {
  EXPECT_EQ(names(read("m=audio 9 RTP/AVP 0\r\na=rtpmap:0 G729/8000\r\n").codecs), "");
}

TEST(PayloadFormats, DynamicTypesAreKnownByNameRateAndChannels) {
  EXPECT_EQ(names(read("m=audio 9 RTP/AVP 97 98 99\r\n"
                       "a=rtpmap:97 pcmu/16000\r\n"
                       "a=rtpmap:98 OPUS/48000\r\n"
                       "a=rtpmap:99 pcmu/8000\r\n")
                      .codecs),
            "PCMU/99");
}

TEST(PayloadFormats, OneKindTwiceCountsOnce) {
  EXPECT_EQ(names(read("m=audio 9 RTP/AVP 96 97\r\n"
                       "a=rtpmap:96 opus/48000/2\r\na=rtpmap:97 opus/48000/2\r\n")
                      .codecs),
            "opus/96");
}

TEST(PayloadFormats, FmtpMayStandBeforeItsRtpmap) {
  EXPECT_TRUE(read("m=audio 9 RTP/AVP 96\r\n"
                   "a=fmtp:96 usedtx=1\r\na=rtpmap:96 opus/48000/2\r\n")
                  .codecs.front()
                  .opus.dtx);
}

TEST(PayloadFormats, EventsOnAnotherClockAreBetterThanNone) {
  const PayloadFormats formats =
      read("m=audio 9 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/48000\r\n");
  ASSERT_NE(formats.events_for(CodecKind::kPcmu), nullptr);
  EXPECT_EQ(formats.events_for(CodecKind::kPcmu)->rate_hz, 48'000U);
}

TEST(PayloadFormats, EventsOfOneClockCountOnce) {
  const PayloadFormats formats = read(
      "m=audio 9 RTP/AVP 0 101 101 102\r\n"
      "a=rtpmap:101 telephone-event/8000\r\na=rtpmap:102 telephone-event/8000\r\n");
  ASSERT_EQ(formats.events.size(), 1U);
  EXPECT_EQ(formats.events.front().payload_type, 101);
}

TEST(PayloadFormats, NonsenseIsSkipped) {
  const PayloadFormats formats = read(
      "m=audio 9 RTP/AVP 200 x -1 0\r\n"
      "a=rtpmap:300 opus/48000/2\r\na=rtpmap:\r\na=rtpmap:0\r\na=fmtp:\r\na=rtpmap:1 x/y\r\n");
  EXPECT_EQ(names(formats.codecs), "PCMU/0");
}

}  // namespace sidetone::sdp
