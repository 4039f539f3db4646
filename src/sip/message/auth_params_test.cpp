#include "sip/message/auth_params.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(AuthParams, ReadsDigestCredentials) {
  const auto found = parse_auth_params(
      "Digest username=\"bob\", realm=\"biloxi.com\",nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
      "uri=\"sip:bob@biloxi.com\", qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
      "response=\"6629fae49393a05397450978507c4ef1\"");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->scheme, "Digest");
  EXPECT_EQ(found->parameters.find("username"), "bob");
  EXPECT_EQ(found->parameters.find("uri"), "sip:bob@biloxi.com");
  EXPECT_EQ(found->parameters.find("nc"), "00000001");
  EXPECT_EQ(found->parameters.find("response"), "6629fae49393a05397450978507c4ef1");
}

TEST(AuthParams, ReadsEscapesAndCommasInsideOfQuotes) {
  const auto found = parse_auth_params(R"(Digest realm="a \"b\", c\\d" , stale = TRUE)");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->parameters.find("realm"), "a \"b\", c\\d");
  EXPECT_EQ(found->parameters.find("STALE"), "TRUE");
}

TEST(AuthParams, ReadsASchemeThatNobodyKnows) {
  const auto found = parse_auth_params("NoOneKnowsThisScheme opaque-data=here");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->scheme, "NoOneKnowsThisScheme");
  EXPECT_EQ(found->parameters.find("opaque-data"), "here");
}

TEST(AuthParams, KeepsTheWordOfBasic) {
  const auto found = parse_auth_params("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->token68, "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(to_credentials(*found), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST(AuthParams, WritesAChallengeWithQuotedQop) {
  AuthParams challenge{.scheme = "Digest"};
  challenge.parameters.set("realm", "example.com");
  challenge.parameters.set("nonce", "abc");
  challenge.parameters.set("algorithm", "SHA-256");
  challenge.parameters.set("qop", "auth");
  challenge.parameters.set("stale", "true");
  EXPECT_EQ(to_challenge(challenge),
            "Digest realm=\"example.com\", nonce=\"abc\", algorithm=SHA-256, qop=\"auth\", "
            "stale=true");
}

TEST(AuthParams, WritesCredentialsWithBareQopAndCount) {
  AuthParams credentials{.scheme = "Digest"};
  credentials.parameters.set("username", "a\"b");
  credentials.parameters.set("qop", "auth");
  credentials.parameters.set("nc", "00000001");
  EXPECT_EQ(to_credentials(credentials), R"(Digest username="a\"b", qop=auth, nc=00000001)");
}

TEST(AuthParams, RefusesWhatIsNoList) {
  EXPECT_FALSE(parse_auth_params(""));
  EXPECT_FALSE(parse_auth_params("\"Digest\" realm=x"));
  EXPECT_FALSE(parse_auth_params("Digest realm=\"open"));
  EXPECT_FALSE(parse_auth_params("Digest realm=\"a\" nonce=\"b\""));
  EXPECT_FALSE(parse_auth_params("Digest realm=, nonce=b"));
  EXPECT_FALSE(parse_auth_params("Digest realm, nonce=b"));
}

TEST(AuthParams, RefusesMoreParametersThanAnybodySends) {
  std::string text = "Digest a=b";
  for (int i = 1; i < 128; ++i) text += ",a=b";
  EXPECT_TRUE(parse_auth_params(text));
  EXPECT_FALSE(parse_auth_params(text + ",a=b"));
}

TEST(AuthParams, ReadsAuthenticationInfo) {
  const auto found = parse_auth_info("nextnonce=\"47364c23\", qop=auth, rspauth=\"ab\"");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->find("nextnonce"), "47364c23");
}

}  // namespace
}  // namespace sidetone::sip
