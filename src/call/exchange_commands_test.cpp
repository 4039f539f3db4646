#include "call/exchange.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using test::ScriptedPhone;
using test::World;
using State = ScriptedPhone::State;

class CallRecordTest : public testing::Test {
 protected:
  void SetUp() override { world_.enroll({&ann_, &bob_}); }
  void talk_for(Duration span) {
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }));
    world_.run_for(3s);
    bob_.answer(world_.now());
    world_.run_for(span);
    bob_.hang_up(world_.now());
    ASSERT_TRUE(world_.run_until([&] { return !world_.cdrs().empty(); })) << world_.ladder();
  }

  World world_;
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.browser("102");
};

TEST_F(CallRecordTest, SaysWhoCalledWhomAndForHowLong) {
  talk_for(60s);
  ASSERT_EQ(world_.cdrs().size(), 1U);
  const Cdr& cdr = world_.cdrs()[0];
  EXPECT_EQ(cdr.caller_number, "101");
  EXPECT_EQ(cdr.callee_name, "Sales");
  EXPECT_EQ(cdr.result, CallResult::kAnswered);
  EXPECT_FALSE(cdr.caller_hung_up);
  const auto talked = std::chrono::microseconds(cdr.ended_us - cdr.answered_us);
  EXPECT_NEAR(static_cast<double>(talked.count()), 60e6, 0.1e6);
  EXPECT_GT(cdr.ringing_us, cdr.started_us);
  ASSERT_EQ(cdr.legs.size(), 2U);
  EXPECT_EQ(cdr.legs[0].transport, "UDP");
  EXPECT_EQ(cdr.legs[1].transport, "WSS");
}

TEST_F(CallRecordTest, ShowsEachSideItsCallWhileItLives) {
  ann_.dial("102", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }));
  const auto calls = world_.board().calls_of(test::TestDirectory::kOne, directory::ExtensionId(2));
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].peer_name, "Reception");
  EXPECT_EQ(bob_.header("X-Sidetone-Call"), calls[0].id);
  EXPECT_TRUE(
      world_.board().calls_of(test::TestDirectory::kTwo, directory::ExtensionId(2)).empty());
  ann_.hang_up(world_.now());
  world_.run_for(1s);
  EXPECT_EQ(world_.views().back().state, CallState::kEnded);
}

TEST_F(CallRecordTest, MarksTheDevicesThatStoppedRingingForAnother) {
  ScriptedPhone& desk = world_.phone("102");
  world_.enroll({&desk});
  talk_for(1s);
  const Cdr& cdr = world_.cdrs()[0];
  ASSERT_EQ(cdr.legs.size(), 3U);
  EXPECT_EQ(cdr.legs[1].elsewhere + cdr.legs[2].elsewhere, 1);
}

TEST_F(CallRecordTest, OffersABrowserWhatTheCallingPhoneSpeaks) {
  talk_for(1s);
  const std::string& offer = bob_.remote_sdp();
  const auto line = offer.substr(offer.find("m=audio"), 60);
  EXPECT_NE(line.find("SAVPF 0 8"), std::string::npos) << offer;
}

/// The last ACK that this phone sent, as a re-INVITE without SDP: the offer is left to the server.
std::string late_reinvite(const World& world, std::string_view phone) {
  const std::string from = fmt::format("<sip:{}@", phone);
  std::string found;
  for (const std::string& bytes : world.wire()) {
    const bool theirs = bytes.starts_with("ACK ") && bytes.find(from) != std::string::npos;
    if (theirs && bytes.find(";tag=") != bytes.rfind(";tag=")) found = bytes;
  }
  const auto swap = [&](std::string_view old, std::string_view fresh) {
    found.replace(found.find(old), old.size(), fresh);
  };
  swap("ACK ", "INVITE ");
  swap(" ACK\r\n", "0 INVITE\r\n");
  swap(";branch=z9hG4bK", ";branch=z9hG4bKlate");
  return found;
}

/// Ann listens to herself, and then speaks from a hotel.
class ExchangeMedia : public testing::Test {
 protected:
  void SetUp() override {
    ann_.dial("*43", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; }))
        << world_.ladder();
    world_.run_for(1s);
    ann_.move_to(kHotel);
  }
  void expect_followed() {
    world_.run_for(1s);
    const auto* update = std::get_if<media::UpdateLeg>(&world_.media().back());
    ASSERT_NE(update, nullptr) << world_.ladder();
    EXPECT_EQ(std::get<media::RtpTransport>(update->config.transport).signalling_ip, kHotel.ip);
  }

  static constexpr SocketAddress kHotel{IpAddress::v4({198, 18, 7, 7}), 61'000};
  World world_;
  ScriptedPhone& ann_ = world_.phone("101");
};

TEST_F(ExchangeMedia, FollowsAPhoneThatLeavesTheOfferToTheServer) {
  const std::string invite = late_reinvite(world_, "101");
  world_.inject(ann_, invite);
  world_.run_for(100ms);
  std::string ack = invite;
  ack.replace(0, 6, "ACK");
  ack.replace(ack.find(" INVITE\r\n"), 9, " ACK\r\n");
  const std::string sdp =
      "v=0\r\no=- 1 2 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
      "m=audio 4000 RTP/AVP 0\r\n";
  ack.replace(ack.find("Content-Length: 0"), 17,
              fmt::format("Content-Type: application/sdp\r\nContent-Length: {}", sdp.size()));
  world_.inject(ann_, ack + sdp);
  expect_followed();
}

TEST_F(ExchangeMedia, FollowsAPhoneThatOffersFromAnotherAddress) {
  ann_.change_direction("sendrecv", world_.now());
  expect_followed();
}

}  // namespace
}  // namespace sidetone::call
