#include "sip/message/body_part.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

HeaderFields typed(std::string type) {
  HeaderFields headers;
  headers.add(HeaderId::kContentType, std::move(type));
  return headers;
}

constexpr std::string_view kTwoParts =
    "preamble\r\n"
    "--b1\r\n"
    "Content-Type: text/plain\r\n"
    "\r\n"
    "hello --b1 is no boundary here\r\n"
    "--b1\r\n"
    "Content-Disposition: session\r\n"
    "content-type:\r\n application/SDP;x=y\r\n"
    "\r\n"
    "v=0\r\ns=-\r\n"
    "\r\n"
    "--b1--\r\n"
    "epilogue";

TEST(BodyPart, IsTheWholeBodyOfThatType) {
  EXPECT_EQ(find_body_part(typed("application/sdp"), "v=0\r\n", "application/sdp"), "v=0\r\n");
}

TEST(BodyPart, IsFoundAmongSeveral) {
  EXPECT_EQ(find_body_part(typed("multipart/mixed;boundary=b1"), kTwoParts, "application/sdp"),
            "v=0\r\ns=-\r\n");
}

TEST(BodyPart, EndsBeforeTheLineEndOfItsBoundary) {
  EXPECT_EQ(find_body_part(typed("multipart/mixed;boundary=\"b1\""), kTwoParts, "text/plain"),
            "hello --b1 is no boundary here");
}

TEST(BodyPart, MayHaveNoHeadLinesThatMatter) {
  EXPECT_EQ(find_body_part(typed("multipart/mixed;boundary=b"), "--b\n\nx\n--b--\n", "text/plain"),
            std::nullopt);
}

TEST(BodyPart, IsMissingFromAnotherType) {
  EXPECT_EQ(find_body_part(typed("text/plain"), "v=0\r\n", "application/sdp"), std::nullopt);
  EXPECT_EQ(find_body_part(HeaderFields(), "v=0\r\n", "application/sdp"), std::nullopt);
  EXPECT_EQ(find_body_part(typed("application/sdp"), "", "application/sdp"), std::nullopt);
}

TEST(BodyPart, IsMissingFromAMultipartThatIsCutOff) {
  const auto headers = typed("multipart/mixed;boundary=b1");
  const std::string_view cut = kTwoParts.substr(0, kTwoParts.find("\r\n--b1--"));
  EXPECT_EQ(find_body_part(headers, cut, "application/sdp"), std::nullopt);
  EXPECT_EQ(find_body_part(headers, "--b1", "application/sdp"), std::nullopt);
  EXPECT_EQ(find_body_part(typed("multipart/mixed"), kTwoParts, "application/sdp"), std::nullopt);
}

}  // namespace
}  // namespace sidetone::sip
