#include "rtc/dtls/peer_check.h"

#include "rtc/dtls/dtls_test_peer.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

Fingerprint of_client(FingerprintHash hash) {
  return fingerprint_of(SSL_CTX_get0_certificate(test_certificate(0).context()), hash);
}

// Whether a server with these fingerprints takes the client's certificate.
bool accepts(std::vector<Fingerprint> expected) {
  RawDtlsClient client(1200);
  DtlsEnd server(test_certificate(1), {.peer_fingerprints = std::move(expected)});
  for (const auto& datagram : client.outgoing()) server.receive(datagram);
  client.finish_with(server);
  return server.connected.has_value();
}

TEST(PeerCheck, TakesEachHash) {
  EXPECT_TRUE(accepts({of_client(FingerprintHash::kSha1)}));
  EXPECT_TRUE(accepts({of_client(FingerprintHash::kSha256)}));
  EXPECT_TRUE(accepts({of_client(FingerprintHash::kSha384)}));
  EXPECT_TRUE(accepts({of_client(FingerprintHash::kSha512)}));
}

TEST(PeerCheck, TakesAnyOfSeveralCertificates) {
  EXPECT_TRUE(accepts({test_certificate(2).fingerprint(), of_client(FingerprintHash::kSha256)}));
}

TEST(PeerCheck, TheStrongestHashDecides) {
  Fingerprint wrong = of_client(FingerprintHash::kSha512);
  wrong.digest[63] ^= 1;
  EXPECT_FALSE(accepts({of_client(FingerprintHash::kSha1), wrong}));
  wrong = of_client(FingerprintHash::kSha1);
  wrong.digest[0] ^= 1;
  EXPECT_TRUE(accepts({wrong, of_client(FingerprintHash::kSha256)}));
}

TEST(PeerCheck, TakesNobodyWhenNobodyIsExpected) {
  EXPECT_FALSE(accepts({}));
}

}  // namespace
}  // namespace sidetone::rtc
