#include "call/gate.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

constexpr Instant kNow{std::chrono::hours(1)};

sip::Request request_from(const std::string& from) {
  sip::Request request{.method = "REGISTER", .uri = "sip:one.test"};
  request.headers.add(sip::HeaderId::kFrom, "<sip:" + from + ">;tag=a");
  request.headers.add(sip::HeaderId::kTo, "<sip:" + from + ">");
  return request;
}

class GateTest : public testing::Test {
 protected:
  GateTest() {
    gate_.open_flow(kBrowserFlow, {.tenant = test::TestDirectory::kOne,
                                   .user = directory::UserId(1),
                                   .extension = directory::ExtensionId(1),
                                   .session = "login",
                                   .instance = "<urn:uuid:1>"});
  }
  sip::Peer websocket(sip::FlowId flow) const {
    return {.flow = flow, .transport = sip::Transport::kWss};
  }
  sip::Peer udp() const {
    return {.flow = sip::FlowId(1),
            .transport = sip::Transport::kUdp,
            .remote = {IpAddress::v4({198, 18, 0, 9}), 5060}};
  }

  static constexpr sip::FlowId kBrowserFlow{5};
  SeededRandom random_{1};
  test::TestDirectory directory_;
  Gate gate_{directory_, random_};
};

TEST_F(GateTest, LetsABrowserSpeakForItsOwnExtension) {
  const auto party = gate_.admit(request_from("101@one.test"), websocket(kBrowserFlow), kNow);
  ASSERT_TRUE(party);
  EXPECT_EQ(party->extension, directory::ExtensionId(1));
  EXPECT_EQ(party->instance, "<urn:uuid:1>");
}

TEST_F(GateTest, RefusesABrowserThatSpeaksForOthers) {
  for (const char* from : {"102@one.test", "101@two.test", "101@nowhere.test"}) {
    const auto party = gate_.admit(request_from(from), websocket(kBrowserFlow), kNow);
    ASSERT_FALSE(party) << from;
    EXPECT_EQ(party.error().status, 403);
  }
}

TEST_F(GateTest, RefusesAWebSocketWithoutAHandshake) {
  EXPECT_FALSE(gate_.admit(request_from("101@one.test"), websocket(sip::FlowId(6)), kNow));
  gate_.close_flow(kBrowserFlow);
  EXPECT_FALSE(gate_.admit(request_from("101@one.test"), websocket(kBrowserFlow), kNow));
}

TEST_F(GateTest, ChallengesKnownAndUnknownDevicesAlike) {
  directory_.devices().push_back({.tenant = test::TestDirectory::kOne,
                                  .extension = directory::ExtensionId(1),
                                  .username = "101"});
  for (const char* from : {"101@one.test", "999@one.test", "101@nowhere.test"}) {
    const auto party = gate_.admit(request_from(from), udp(), kNow);
    ASSERT_FALSE(party) << from;
    EXPECT_EQ(party.error().status, 401) << from;
    EXPECT_TRUE(party.error().headers.has(sip::HeaderId::kWwwAuthenticate)) << from;
  }
}

TEST_F(GateTest, FindsTheFlowsOfALogin) {
  EXPECT_EQ(gate_.flows_of("login"), std::vector{kBrowserFlow});
  EXPECT_TRUE(gate_.flows_of("other").empty());
}

}  // namespace
}  // namespace sidetone::call
