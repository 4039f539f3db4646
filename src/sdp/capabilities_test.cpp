#include "sdp/offer_answer.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

std::string why_not(std::string_view media_lines) {
  const auto capabilities = describe(parsed(offer_with(media_lines)));
  return capabilities ? "fine" : warning_value(capabilities.error(), "demo.test");
}

}  // namespace

TEST(Capabilities, OfABrowser) {
  const auto capabilities = describe(corpus("chromium_video"));
  ASSERT_TRUE(capabilities);
  EXPECT_EQ(capabilities->security, Security::kDtls);
  EXPECT_EQ(names(capabilities->codecs), "opus/111 G722/9 PCMU/0 PCMA/8");
  EXPECT_TRUE(capabilities->telephone_event);
  EXPECT_TRUE(capabilities->rtcp_mux);
}

TEST(Capabilities, OfACarrierThatSaysAsLittleAsPossible) {
  const auto capabilities = describe(corpus("carrier_bare"));
  ASSERT_TRUE(capabilities);
  EXPECT_EQ(capabilities->security, Security::kNone);
  EXPECT_EQ(names(capabilities->codecs), "PCMA/8 PCMU/0");
  EXPECT_FALSE(capabilities->telephone_event);
}

TEST(Capabilities, TheFirstUsableAudioLineCounts) {
  // The encrypted line comes with an MKI, which we lack: the line in clear is left.
  const auto capabilities = describe(corpus("snom_savp_and_avp"));
  ASSERT_TRUE(capabilities);
  EXPECT_EQ(capabilities->security, Security::kNone);
}

TEST(Capabilities, SayWhyAnOfferIsOfNoUse) {
  EXPECT_EQ(why_not(""), "304 demo.test \"Media type not available\"");
  EXPECT_EQ(why_not("m=video 9 RTP/AVP 31\r\n"), "304 demo.test \"Media type not available\"");
  EXPECT_EQ(why_not("m=audio 0 RTP/AVP 0\r\n"), "304 demo.test \"Media type not available\"");
  EXPECT_EQ(why_not("m=audio 9 RTP/SAVP 0\r\n"),
            "302 demo.test \"Incompatible transport protocol\"");
  EXPECT_EQ(why_not("m=audio 9 RTP/AVP 18\r\n"), "305 demo.test \"Incompatible media format\"");
  EXPECT_EQ(why_not("m=audio 9 RTP/AVP 0\r\n"), "fine");
}

TEST(Capabilities, TextThatCannotBeReadIsABadRequest) {
  EXPECT_EQ(rejection_of({3, "m="}).status, 400);
  EXPECT_EQ(rejection_of({3, "m="}).warning, 399);
}

}  // namespace sidetone::sdp
