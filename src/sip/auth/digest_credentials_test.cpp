#include "sip/auth/digest_credentials.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

constexpr std::string_view kBaresip =
    "Digest username=\"101\", realm=\"demo.test\", nonce=\"abc\", uri=\"sip:demo.test\", "
    "response=\"0123456789ABCDEF0123456789abcdef\", cnonce=\"8a1f\", qop=auth, nc=0000000a, "
    "algorithm=MD5";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kBaresip);
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST(DigestCredentials, ReadsWhatAPhoneSends) {
  const auto credentials = parse_digest_credentials(kBaresip);
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->username, "101");
  EXPECT_EQ(credentials->realm, "demo.test");
  EXPECT_EQ(credentials->nonce, "abc");
  EXPECT_EQ(credentials->uri, "sip:demo.test");
  EXPECT_EQ(credentials->response, "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(credentials->algorithm, DigestAlgorithm::kMd5);
  EXPECT_EQ(credentials->cnonce, "8a1f");
  EXPECT_EQ(credentials->nonce_count, 10U);
  EXPECT_EQ(credentials->nonce_count_text, "0000000a");
}

TEST(DigestCredentials, QualityMayBeQuotedAndTheAlgorithmLeftOut) {
  EXPECT_TRUE(parse_digest_credentials(replaced("qop=auth", "qop=\"auth\"")));
  EXPECT_EQ(parse_digest_credentials(replaced(", algorithm=MD5", ""))->algorithm,
            DigestAlgorithm::kMd5);
}

TEST(DigestCredentials, WithoutQualityThereIsNoNonceCount) {
  const auto credentials = parse_digest_credentials(replaced("qop=auth, ", ""));
  ASSERT_TRUE(credentials);
  EXPECT_EQ(credentials->nonce_count, std::nullopt);
}

TEST(DigestCredentials, TheResponseFitsItsAlgorithm) {
  EXPECT_FALSE(parse_digest_credentials(replaced("algorithm=MD5", "algorithm=SHA-256")));
  EXPECT_TRUE(parse_digest_credentials(
      "Digest username=\"1\", realm=\"r\", nonce=\"n\", uri=\"u\", algorithm=sha-256, "
      "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""));
}

TEST(DigestCredentials, OtherSchemesAlgorithmsAndQualitiesAreRefused) {
  EXPECT_FALSE(parse_digest_credentials("Basic dXNlcjpwYXNz"));
  EXPECT_FALSE(parse_digest_credentials("Bearer x"));
  EXPECT_FALSE(parse_digest_credentials(replaced("algorithm=MD5", "algorithm=MD5-sess")));
  EXPECT_FALSE(parse_digest_credentials(replaced("qop=auth", "qop=auth-int")));
}

TEST(DigestCredentials, MissingEmptyAndOversizeFieldsAreRefused) {
  EXPECT_FALSE(parse_digest_credentials(replaced("username=\"101\"", "username=\"\"")));
  EXPECT_FALSE(parse_digest_credentials(replaced("nonce=\"abc\", ", "")));
  EXPECT_FALSE(parse_digest_credentials(replaced("nc=0000000a, ", "")));
  EXPECT_FALSE(parse_digest_credentials(replaced("nc=0000000a", "nc=xyz")));
  EXPECT_FALSE(parse_digest_credentials(replaced("nc=0000000a", "nc=000000001")));
  EXPECT_FALSE(parse_digest_credentials(replaced("89ABCDEF", "89ABCDEX")));
  EXPECT_FALSE(parse_digest_credentials(replaced("101", std::string(513, '1'))));
  EXPECT_FALSE(parse_digest_credentials(replaced("8a1f", std::string(513, '1'))));
}

TEST(DigestCredentials, TheLineOfOurRealmIsFoundAmongOthers) {
  HeaderFields headers;
  headers.add(HeaderId::kAuthorization, "Basic dXNlcjpwYXNz");
  headers.add(HeaderId::kAuthorization, replaced("demo.test", "elsewhere.test"));
  headers.add(HeaderId::kAuthorization, std::string(kBaresip));
  EXPECT_EQ(find_credentials(headers, HeaderId::kAuthorization, "demo.test")->username, "101");
  EXPECT_FALSE(find_credentials(headers, HeaderId::kAuthorization, "other.test"));
  EXPECT_FALSE(find_credentials(headers, HeaderId::kProxyAuthorization, "demo.test"));
}

TEST(DigestCredentials, OnlySoManyLinesAreLookedAt) {
  HeaderFields headers;
  for (int i = 0; i < 8; ++i) headers.add(HeaderId::kAuthorization, "Basic x");
  headers.add(HeaderId::kAuthorization, std::string(kBaresip));
  EXPECT_FALSE(find_credentials(headers, HeaderId::kAuthorization, "demo.test"));
}

}  // namespace sidetone::sip
