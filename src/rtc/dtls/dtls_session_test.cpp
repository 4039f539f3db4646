#include "rtc/dtls/dtls_session.h"

#include "rtc/dtls/dtls_test_peer.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace sidetone::rtc {
namespace {

using namespace std::chrono_literals;

TEST(DtlsSession, BothSidesAgreeOnTheKeys) {
  DtlsPair pair;
  pair.run();
  ASSERT_TRUE(pair.client.connected && pair.server.connected);
  EXPECT_EQ(pair.client.connected->send, pair.server.connected->receive);
  EXPECT_EQ(pair.client.connected->receive, pair.server.connected->send);
  EXPECT_NE(pair.client.connected->send, pair.client.connected->receive);
  EXPECT_EQ(pair.client.session->deadline(), kNever);
  EXPECT_EQ(pair.server.session->deadline(), kNever);
}

TEST(DtlsSession, NoKeyIsEverUsedAgain) {
  DtlsPair one, other;
  one.run();
  other.run();
  EXPECT_NE(one.client.connected->send.master_key, other.client.connected->send.master_key);
}

TEST(DtlsSession, TheServersFavouriteProfileWins) {
  DtlsPair pair(
      {.client_profiles = {SrtpProfile::kAesCm128HmacSha1_80, SrtpProfile::kAeadAes128Gcm},
       .server_profiles = {SrtpProfile::kAeadAes128Gcm, SrtpProfile::kAesCm128HmacSha1_80}});
  pair.run();
  EXPECT_EQ(pair.client.connected->send.profile, SrtpProfile::kAeadAes128Gcm);
}

TEST(DtlsSession, TakesTheOneProfileThatBothHave) {
  DtlsPair pair({.client_profiles = {SrtpProfile::kAesCm128HmacSha1_80}});
  pair.run();
  EXPECT_EQ(pair.client.connected->send.profile, SrtpProfile::kAesCm128HmacSha1_80);
  EXPECT_EQ(pair.client.connected->send, pair.server.connected->receive);
}

TEST(DtlsSession, FailsWithoutACommonProfile) {
  DtlsPair pair({.client_profiles = {SrtpProfile::kAesCm128HmacSha1_80},
                 .server_profiles = {SrtpProfile::kAeadAes128Gcm}});
  pair.run();
  EXPECT_EQ(pair.server.failure(), DtlsSession::Failure::kSrtpProfile);
  EXPECT_FALSE(pair.client.connected);
}

TEST(DtlsSession, TheServerRefusesAnotherCertificate) {
  DtlsPair pair({.client_shows_another = true});
  pair.run();
  EXPECT_EQ(pair.server.failure(), DtlsSession::Failure::kFingerprint);
  EXPECT_EQ(pair.client.failure(), DtlsSession::Failure::kHandshake);  // By the server's alert.
}

TEST(DtlsSession, TheClientRefusesAnotherCertificate) {
  DtlsPair pair({.server_shows_another = true});
  pair.run();
  EXPECT_EQ(pair.client.failure(), DtlsSession::Failure::kFingerprint);
  EXPECT_EQ(pair.server.failure(), DtlsSession::Failure::kHandshake);
  EXPECT_NE(pair.client.failed->detail, "");
}

TEST(DtlsSession, KeepsEachDatagramWithinTheMtu) {
  DtlsPair pair;
  pair.run();
  EXPECT_GT(pair.longest_datagram(), 300u);
  EXPECT_LE(pair.longest_datagram(), DtlsSession::kMtu);
}

TEST(DtlsSession, AClosedSessionTellsItsPeer) {
  DtlsPair pair;
  pair.run();
  pair.client.session->close();
  pair.run();
  EXPECT_TRUE(pair.server.closed);
  EXPECT_FALSE(pair.server.session->connected());
  EXPECT_FALSE(pair.client.session->connected());
}

TEST(DtlsSession, SaysNothingWhenClosedBeforeItWasOpen) {
  DtlsPair pair;
  pair.client.outbox.clear();
  pair.client.session->close();
  pair.client.drain();
  EXPECT_TRUE(pair.client.outbox.empty());
  EXPECT_EQ(pair.client.session->deadline(), kNever);
}

TEST(DtlsSession, IgnoresNoiseBeforeAndAfterTheHandshake) {
  DtlsPair pair;
  const std::vector<std::uint8_t> noise(200, 0x17);
  pair.server.session->handle_datagram(noise, pair.now);
  pair.server.session->handle_datagram({}, pair.now);
  pair.run();
  ASSERT_TRUE(pair.server.connected);
  pair.server.session->handle_datagram(noise, pair.now);
  pair.server.drain();
  EXPECT_TRUE(pair.server.session->connected());
  EXPECT_FALSE(pair.server.closed);
}

TEST(DtlsSession, TheServerWaitsForTheClientWithoutATimer) {
  DtlsPair pair;
  EXPECT_EQ(pair.server.session->deadline(), kNever);
  EXPECT_LE(pair.client.session->deadline(), pair.now + DtlsSession::kFirstRetransmission);
}

TEST(DtlsSession, GivesUpAfterThirtySeconds) {
  DtlsPair pair;
  pair.client.session->handle_time(pair.now + 30s - 1us);
  pair.client.drain();
  EXPECT_FALSE(pair.client.failed);
  pair.client.session->handle_time(pair.now + 30s);
  pair.client.drain();
  EXPECT_EQ(pair.client.failure(), DtlsSession::Failure::kTimeout);
  EXPECT_EQ(pair.client.session->deadline(), kNever);
}

// The hello of a browser: real fragments, made by OpenSSL for a narrow path, in each order.
TEST(DtlsSession, UnderstandsAFragmentedHelloInEachOrder) {
  const auto flight = fragmented_hello().outgoing();
  ASSERT_EQ(flight.size(), 3u);
  std::vector<std::size_t> order{0, 1, 2};
  do {
    RawDtlsClient client = fragmented_hello();
    DtlsEnd server(DtlsSession::Role::kServer, client.fingerprint());
    const auto fragments = client.outgoing();
    for (const std::size_t i : order) server.receive(fragments[i]);
    client.finish_with(server);
    EXPECT_TRUE(client.finished());
    EXPECT_TRUE(server.connected);
  } while (std::ranges::next_permutation(order).found);
}

TEST(DtlsSession, WaitsForAMissingFragmentOfTheHello) {
  RawDtlsClient client = fragmented_hello();
  DtlsEnd server(DtlsSession::Role::kServer, client.fingerprint());
  const auto fragments = client.outgoing();
  server.receive(fragments[2]);
  server.receive(fragments[0]);
  EXPECT_TRUE(server.outbox.empty());
  server.receive(fragments[1]);
  EXPECT_FALSE(server.outbox.empty());
}

TEST(DtlsSession, CanBeMoved) {
  DtlsPair pair;
  DtlsSession moved = std::move(*pair.client.session);
  *pair.client.session = std::move(moved);
  pair.run();
  EXPECT_TRUE(pair.client.connected && pair.server.connected);
}

}  // namespace
}  // namespace sidetone::rtc
