#include "sip/message/start_line.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

Kind error(std::string_view line) {
  return parse_start_line(line).error().kind;
}

TEST(StartLine, ReadsARequest) {
  const auto line = parse_start_line("!odd-Method sip:a:b@c;d sip/2.0");
  ASSERT_TRUE(line);
  EXPECT_EQ(std::get<Request>(*line).method, "!odd-Method");
  EXPECT_EQ(std::get<Request>(*line).uri, "sip:a:b@c;d");
}

TEST(StartLine, ReadsAResponse) {
  const auto line = parse_start_line("SIP/2.0 200 = 2**3 * 5**2 \xD0\xBD\xD0\xBE");
  ASSERT_TRUE(line);
  EXPECT_EQ(std::get<Response>(*line).status, 200);
  EXPECT_EQ(std::get<Response>(*line).reason, "= 2**3 * 5**2 \xD0\xBD\xD0\xBE");
}

TEST(StartLine, MayHaveNoReason) {
  EXPECT_EQ(std::get<Response>(parse_start_line("SIP/2.0 100 ").value()).reason, "");
  EXPECT_EQ(std::get<Response>(parse_start_line("SIP/2.0 100").value()).status, 100);
}

TEST(StartLine, KeepsUnknownSchemes) {
  EXPECT_TRUE(parse_start_line("OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0"));
}

TEST(StartLine, IsOfAnotherProtocol) {
  EXPECT_EQ(error("GET / HTTP/1.1"), Kind::kNotSip);
  EXPECT_EQ(error("INVITE sip:alan@jasomi.com"), Kind::kNotSip);
  EXPECT_EQ(error(""), Kind::kNotSip);
  EXPECT_EQ(error(" "), Kind::kNotSip);
  EXPECT_EQ(error("SIP/x 200 OK"), Kind::kNotSip);
}

TEST(StartLine, IsOfAnotherVersion) {
  EXPECT_EQ(error("OPTIONS sip:a@b SIP/7.0"), Kind::kUnsupportedVersion);
  EXPECT_EQ(error("SIP/1.0 200 OK"), Kind::kUnsupportedVersion);
}

TEST(StartLine, HasASingleSpaceBetweenItsElements) {
  EXPECT_EQ(error("INVITE  sip:a@b  SIP/2.0"), Kind::kBadUri);
  EXPECT_EQ(error("INVITE sip:a@b SIP/2.0  "), Kind::kBadStartLine);
  EXPECT_EQ(error("INVITE sip:a@b; lr SIP/2.0"), Kind::kBadUri);
  EXPECT_EQ(error("INVITE SIP/2.0"), Kind::kBadStartLine);
  EXPECT_EQ(error("IN@VITE sip:a@b SIP/2.0"), Kind::kBadStartLine);
}

TEST(StartLine, HasAPlainRequestUri) {
  EXPECT_EQ(error("INVITE <sip:a@b> SIP/2.0"), Kind::kBadUri);
  EXPECT_EQ(error("INVITE sip:a@b?Route=x SIP/2.0"), Kind::kBadUri);
}

TEST(StartLine, HasAStatusOfThreeDigits) {
  EXPECT_EQ(error("SIP/2.0 4294967301 x"), Kind::kBadStartLine);
  EXPECT_EQ(error("SIP/2.0 99 x"), Kind::kBadStartLine);
  EXPECT_EQ(error("SIP/2.0 700 x"), Kind::kBadStartLine);
  EXPECT_EQ(error("SIP/2.0 +20 x"), Kind::kBadStartLine);
  EXPECT_EQ(error("SIP/2.0 "), Kind::kBadStartLine);
  EXPECT_EQ(error("SIP/2.0"), Kind::kBadStartLine);
}

}  // namespace
}  // namespace sidetone::sip
