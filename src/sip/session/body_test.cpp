#include "sip/session/body.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

HeaderFields typed(std::string_view type) {
  HeaderFields headers;
  headers.add(HeaderId::kContentType, std::string(type));
  return headers;
}

constexpr std::string_view kMultipart =
    "preamble\r\n"
    "--b1\r\n"
    "Content-Type: application/isup\r\n\r\n"
    "binary\r\n"
    "--b1\r\n"
    "content-type : APPLICATION/SDP;x=y\r\n"
    "Content-Disposition: session\r\n\r\n"
    "v=0\r\n"
    "--b1--\r\n";

TEST(Body, TakesASessionDescriptionWhole) {
  EXPECT_EQ(sdp_of(typed("Application/SDP ;charset=utf-8"), "v=0\r\n").value(), "v=0\r\n");
}

TEST(Body, IsEmptyWithoutABody) {
  EXPECT_EQ(sdp_of(typed("text/plain"), "").value(), "");
}

TEST(Body, TakesTheSessionDescriptionOutOfAMultipartBody) {
  EXPECT_EQ(sdp_of(typed("multipart/mixed; boundary=\"b1\""), kMultipart).value(), "v=0\r\n");
}

TEST(Body, RefusesWhatItDoesNotUnderstand) {
  EXPECT_EQ(sdp_of(typed("application/isup"), "x").error(), 415);
  EXPECT_EQ(sdp_of(typed("multipart/mixed; boundary=other"), kMultipart).error(), 415);
  EXPECT_EQ(sdp_of(typed("multipart/mixed"), kMultipart).error(), 415);
  EXPECT_EQ(sdp_of(HeaderFields(), "v=0\r\n").error(), 415);
}

TEST(Body, RefusesAnEncodedOne) {
  HeaderFields gzip = typed("application/sdp");
  gzip.add(HeaderId::kContentEncoding, "gzip");
  EXPECT_EQ(sdp_of(gzip, "x").error(), 415);
  HeaderFields identity = typed("application/sdp");
  identity.add(HeaderId::kContentEncoding, "Identity");
  EXPECT_EQ(sdp_of(identity, "x").value(), "x");
}

TEST(Body, PassesOverWhatIsOptional) {
  HeaderFields optional = typed("text/html");
  optional.add(HeaderId::kContentDisposition, "render;handling=optional");
  EXPECT_EQ(sdp_of(optional, "x").value(), "");
}

TEST(Body, GivesUpOnEndlessParts) {
  std::string parts;
  for (int i = 0; i < 100; ++i) parts += "--b\r\n\r\nx\r\n";
  parts += "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--\r\n";
  EXPECT_EQ(sdp_of(typed("multipart/mixed;boundary=b"), parts).error(), 415);
}

TEST(Body, IsPutOnAMessageWithItsType) {
  HeaderFields headers;
  std::string body;
  put_sdp(headers, body, "");
  EXPECT_EQ(headers.size(), 0U);
  put_sdp(headers, body, "v=0\r\n");
  EXPECT_EQ(headers.find(HeaderId::kContentType), "application/sdp");
  EXPECT_EQ(body, "v=0\r\n");
}

}  // namespace
}  // namespace sidetone::sip
