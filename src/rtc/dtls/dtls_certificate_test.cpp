#include "rtc/dtls/dtls_certificate.h"

#include "rtc/dtls/peer_check.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds kNow{1'800'000'000s};

TEST(DtlsCertificate, IsNeverTheSameTwice) {
  const auto one = DtlsCertificate::generate(kNow), other = DtlsCertificate::generate(kNow);
  ASSERT_TRUE(one && other);
  EXPECT_NE(one->fingerprint(), other->fingerprint());
}

TEST(DtlsCertificate, HasTheFingerprintOfWhatItShows) {
  const DtlsCertificate certificate = DtlsCertificate::generate(kNow).value();
  X509* const shown = SSL_CTX_get0_certificate(certificate.context());
  EXPECT_EQ(certificate.fingerprint(), fingerprint_of(shown, FingerprintHash::kSha256));
  EXPECT_EQ(certificate.fingerprint().to_string().substr(0, 8), "sha-256 ");
}

TEST(DtlsCertificate, IsValidFromYesterdayForAYear) {
  const DtlsCertificate certificate = DtlsCertificate::generate(kNow).value();
  const X509* const shown = SSL_CTX_get0_certificate(certificate.context());
  const auto valid_at = [&](std::chrono::sys_seconds time) {
    std::time_t at = time.time_since_epoch().count();
    return X509_cmp_time(X509_get0_notBefore(shown), &at) < 0 &&
           X509_cmp_time(X509_get0_notAfter(shown), &at) > 0;
  };
  EXPECT_TRUE(valid_at(kNow - 23h));
  EXPECT_TRUE(valid_at(kNow + 364 * 24h));
  EXPECT_FALSE(valid_at(kNow - 25h));
  EXPECT_FALSE(valid_at(kNow + 366 * 24h));
}

TEST(DtlsCertificate, SignsWithP256) {
  const DtlsCertificate certificate = DtlsCertificate::generate(kNow).value();
  const EVP_PKEY* const key = X509_get0_pubkey(SSL_CTX_get0_certificate(certificate.context()));
  EXPECT_EQ(EVP_PKEY_get_base_id(key), EVP_PKEY_EC);
  EXPECT_EQ(EVP_PKEY_get_bits(key), 256);
}

}  // namespace
}  // namespace sidetone::rtc
