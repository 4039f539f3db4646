#include "call/exchange.h"

#include "support/world.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;
using test::ScriptedPhone;
using test::World;
using State = ScriptedPhone::State;

class ExchangeTest : public testing::Test {
 protected:
  void SetUp() override { world_.enroll({&ann_, &bob_}); }
  void TearDown() override {
    world_.run_for(2min);
    EXPECT_EQ(world_.leaks(), "") << world_.ladder();
  }
  /// Ann dials and Bob rings.
  void ring_bob() {
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIncoming; }))
        << world_.ladder();
    world_.run_for(100ms);
  }
  void connect() {
    ring_bob();
    bob_.answer(world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; }))
        << world_.ladder();
    world_.run_for(1s);
  }

  World world_;
  ScriptedPhone& ann_ = world_.phone("101");
  ScriptedPhone& bob_ = world_.phone("102");
};

TEST_F(ExchangeTest, PutsACallThrough) {
  connect();
  EXPECT_EQ(world_.bridges(), 1U);
  EXPECT_EQ(bob_.caller().display_name, "Reception");
  EXPECT_EQ(bob_.caller().uri.user, "101");
  ann_.hang_up(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return bob_.state() == State::kIdle; }));
}

TEST_F(ExchangeTest, LetsTheCallerHearThatItRings) {
  ring_bob();
  EXPECT_TRUE(ann_.hears_ringback());
  ann_.hang_up(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return bob_.state() == State::kIdle; }));
}

TEST_F(ExchangeTest, RelaysEarlyMedia) {
  bob_.set_early_media(true);
  ring_bob();
  EXPECT_TRUE(ann_.has_early_media());
  EXPECT_EQ(world_.bridges(), 1U);
  const auto state_of = [&](std::uint64_t extension) {
    return world_.board()
        .calls_of(test::TestDirectory::kOne, directory::ExtensionId(extension))
        .at(0)
        .state;
  };
  EXPECT_EQ(state_of(1), CallState::kEarly);
  EXPECT_EQ(state_of(2), CallState::kRinging);
  EXPECT_EQ(world_.views().back().state, CallState::kEarly) << "and the caller's page is told";
  bob_.answer(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; }));
  bob_.hang_up(world_.now());
}

TEST_F(ExchangeTest, PassesBusyAndDeclineOn) {
  for (int status : {486, 603}) {
    bob_.set_refuses_at_once(status);
    ann_.dial("102", world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.last_status() != 0; })) << world_.ladder();
    EXPECT_EQ(ann_.last_status(), status);
  }
}

TEST_F(ExchangeTest, SaysWhenNobodyIsThere) {
  ann_.dial("103", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.last_status() == 480; })) << world_.ladder();
  ann_.dial("150", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.last_status() == 404; })) << world_.ladder();
}

TEST_F(ExchangeTest, RingsOnlyEncryptedDevicesForASipsNumber) {
  ScriptedPhone& caller = world_.phone("101", sip::Transport::kTls);
  caller.set_sips(true);
  caller.dial("102", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return caller.last_status() == 480; })) << world_.ladder();
  ScriptedPhone& tablet = world_.browser("102");
  world_.enroll({&tablet});
  caller.dial("102", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return tablet.state() == State::kIncoming; }));
  world_.run_for(1s);
  EXPECT_EQ(bob_.state(), State::kIdle) << "no datagram may carry it";
  tablet.answer(world_.now());
  ASSERT_TRUE(world_.run_until([&] { return caller.state() == State::kTalking; }));
  caller.hang_up(world_.now());
}

TEST_F(ExchangeTest, RefusesASipsNumberThatWasDialledInTheOpen) {
  ScriptedPhone& tablet = world_.browser("102");
  world_.enroll({&tablet});
  ann_.set_sips(true);
  for (const char* number : {"102", "*43"}) {
    ann_.dial(number, world_.now());
    ASSERT_TRUE(world_.run_until([&] { return ann_.last_status() == 403; })) << world_.ladder();
  }
  EXPECT_TRUE(world_.cdrs().empty());
}

TEST_F(ExchangeTest, GivesUpAfterTheRingTime) {
  ring_bob();
  world_.run_for(31s);
  EXPECT_EQ(ann_.last_status(), 480);
  EXPECT_EQ(ann_.ending().reason_q850, 19);
  EXPECT_EQ(bob_.state(), State::kIdle);
  EXPECT_EQ(world_.cdrs().back().result, CallResult::kNoAnswer);
}

TEST_F(ExchangeTest, StopsTheOtherPhonesWhenOneAnswers) {
  ScriptedPhone& tablet = world_.browser("102");
  world_.enroll({&tablet});
  ring_bob();
  ASSERT_TRUE(world_.run_until([&] { return tablet.state() == State::kIncoming; }));
  tablet.answer(world_.now());
  ASSERT_TRUE(world_.run_until([&] { return bob_.state() == State::kIdle; })) << world_.ladder();
  EXPECT_EQ(bob_.ending().reason_sip_cause, 200);
  tablet.hang_up(world_.now());
}

TEST_F(ExchangeTest, LetsTheSecondOfTwoSimultaneousAnswersGo) {
  ScriptedPhone& tablet = world_.browser("102");
  world_.enroll({&tablet});
  ring_bob();
  ASSERT_TRUE(world_.run_until([&] { return tablet.state() == State::kIncoming; }));
  tablet.answer(world_.now());
  bob_.answer(world_.now());
  world_.run_for(2s);
  const int talking = (tablet.state() == State::kTalking) + (bob_.state() == State::kTalking);
  EXPECT_EQ(talking, 1) << world_.ladder();
  ann_.hang_up(world_.now());
}

TEST_F(ExchangeTest, NeverLeavesAPhoneRingingAfterACancel) {
  for (Duration wait : {0ms, 1ms, 6ms, 11ms, 16ms, 21ms, 40ms}) {
    ann_.dial("102", world_.now());
    world_.run_for(wait);
    ann_.hang_up(world_.now());
    world_.run_for(40s);
    EXPECT_EQ(bob_.state(), State::kIdle) << wait.count() << "\n" << world_.ladder();
  }
}

TEST_F(ExchangeTest, EndsACallWhoseAnswerCrossedTheCancel) {
  ring_bob();
  ann_.hang_up(world_.now());
  bob_.answer(world_.now());
  world_.run_for(40s);
  EXPECT_EQ(bob_.state(), State::kIdle) << world_.ladder();
}

TEST_F(ExchangeTest, AnswersAReofferByItself) {
  connect();
  bob_.change_direction("sendonly", world_.now());
  world_.run_for(2s);
  const auto* update = std::get_if<media::UpdateLeg>(&world_.media().back());
  ASSERT_NE(update, nullptr);
  EXPECT_FALSE(update->config.direction.send);
  EXPECT_EQ(ann_.state(), State::kTalking);
  ann_.hang_up(world_.now());
}

TEST_F(ExchangeTest, ServesACallerThatLeavesTheOfferToUs) {
  ann_.set_late_offer(true);
  connect();
  EXPECT_NE(ann_.remote_sdp().find("m=audio"), std::string::npos);
  ann_.hang_up(world_.now());
}

TEST_F(ExchangeTest, EndsTheCallWhenMediaIsLost) {
  connect();
  world_.media_event(media::LegLost{.leg = media::LegId(1)});
  EXPECT_TRUE(world_.run_until([&] {
    return ann_.state() == State::kIdle && bob_.state() == State::kIdle;
  })) << world_.ladder();
}

TEST_F(ExchangeTest, AnswersTheEchoTestItself) {
  ann_.dial("*43", world_.now());
  ASSERT_TRUE(world_.run_until([&] { return ann_.state() == State::kTalking; })) << world_.ladder();
  EXPECT_TRUE(std::holds_alternative<media::Echo>(world_.media().back()));
  ann_.hang_up(world_.now());
}

TEST_F(ExchangeTest, RefusesWhenNoMediaPortIsLeft) {
  world_.ports().limit = 1;
  ring_bob();
  bob_.answer(world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.last_status() == 503; })) << world_.ladder();
  EXPECT_TRUE(world_.run_until([&] { return bob_.state() == State::kIdle; })) << world_.ladder();
  world_.ports().limit = 1'000;
}

TEST_F(ExchangeTest, RefusesAnOfferWithoutACommonCodec) {
  ann_.set_codecs({"18 G729/8000"});
  ann_.dial("102", world_.now());
  EXPECT_TRUE(world_.run_until([&] { return ann_.last_status() == 488; })) << world_.ladder();
  EXPECT_TRUE(ann_.header("Warning").value_or("").starts_with("305")) << world_.ladder();
}

}  // namespace
}  // namespace sidetone::call
