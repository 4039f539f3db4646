#include "call/media_desk.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

using sdp::Security;

class MediaDeskTest : public testing::Test {
 protected:
  sip::Peer peer(sip::Transport transport) const {
    return {.transport = transport,
            .remote = {IpAddress::v4({198, 18, 0, 9}), 5070},
            .local = {IpAddress::v4({198, 18, 0, 1}), 5060}};
  }

  test::CountedPorts ports_;
  SeededRandom random_{1};
  Outbox outbox_;
  MediaDesk desk_{{.advertise = {IpAddress::v4({198, 18, 0, 1})},
                   .webrtc_ports = {40000, 40001},
                   .dtls_fingerprint = std::string(95, 'A')},
                  ports_,
                  random_,
                  outbox_};
};

TEST_F(MediaDeskTest, UsesTheWorkersInTurn) {
  EXPECT_NE(desk_.next_worker(), desk_.next_worker());
}

TEST_F(MediaDeskTest, KeepsThePortsUntilTheWorkerIsDone) {
  const auto leg = desk_.open(Security::kNone, peer(sip::Transport::kUdp), 0);
  desk_.add(*leg);
  desk_.remove(*leg);
  EXPECT_EQ(ports_.in_use(), 1U);
  desk_.handle_removed(leg->id());
  desk_.handle_removed(leg->id());
  EXPECT_EQ(ports_.in_use(), 0U);
  EXPECT_EQ(desk_.legs(), 0U);
}

TEST_F(MediaDeskTest, OffersWhatTheDeviceCanDoBest) {
  EXPECT_EQ(desk_.securities_for(peer(sip::Transport::kWss), "c"), std::vector{Security::kDtls});
  EXPECT_EQ(desk_.securities_for(peer(sip::Transport::kTls), "c").front(), Security::kSdes);
  EXPECT_EQ(desk_.securities_for(peer(sip::Transport::kUdp), "c").front(), Security::kNone);
}

TEST_F(MediaDeskTest, OffersFirstWhatTheDeviceUsedItself) {
  desk_.remember_security("sip:103@198.18.0.9", Security::kDtls);
  const auto order = desk_.securities_for(peer(sip::Transport::kUdp), "sip:103@198.18.0.9");
  EXPECT_EQ(order, (std::vector{Security::kDtls, Security::kNone, Security::kSdes}));
}

}  // namespace
}  // namespace sidetone::call
