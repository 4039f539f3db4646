// Keys through an engine: passed on, said anew, said by us.
#include "media/test_engine.h"

namespace sidetone::media {
namespace {

using namespace std::chrono_literals;
using namespace test;

using EngineKeysTest = EngineTest;

TEST_F(EngineKeysTest, SaysNoDigitsToAPhoneThatTakesNoSound) {
  TestPhone& ann = phone(kPcmu, {.send = false, .receive = true});
  command(SendDtmf{.leg = ann.leg, .digits = "1"});
  run_for(1s);
  EXPECT_TRUE(ann.heard.empty());
}

TEST_F(EngineKeysTest, CarriesAKeyPressThroughAndReportsItOnce) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  command(Connect{ann.leg, bob.leg});
  for (std::uint16_t i = 1; i <= 5; ++i) {
    const rtc::TelephoneEvent event{
        .event = 9, .end = i >= 3, .duration = static_cast<std::uint16_t>(i * 160)};
    send(ann, 101, event.bytes(), ann.address);
    ++ann.sequence;
  }
  EXPECT_EQ(bob.heard.size(), 5U);
  EXPECT_EQ(bob.last().payload_type(), 101);
  ASSERT_EQ(events<DtmfReceived>().size(), 1U);
  EXPECT_EQ(events<DtmfReceived>()[0].digit, '9');
}

TEST_F(EngineKeysTest, SaysDigitsAsTelephoneEvents) {
  TestPhone& ann = phone(kPcmu);
  command(SendDtmf{.leg = ann.leg, .digits = "1#", .tone = 100ms});
  run_for(1s);
  EXPECT_EQ(keys_heard(ann), "1#");
}

TEST_F(EngineKeysTest, SaysAKeyAnewWhereTheClocksOfEventsDifferAndThenLetsSpeechThrough) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  configs_[bob.leg].telephone_event_rate_khz = 48;
  command(UpdateLeg{bob.leg, configs_[bob.leg]});
  command(Connect{ann.leg, bob.leg});
  press(ann, 7);
  run_for(1s);
  EXPECT_EQ(keys_heard(bob), "7");
  talk(ann, 0x33);
  EXPECT_EQ(bob.last().payload_type(), 0);
  EXPECT_EQ(bob.last().payload()[0], 0x33);
}

TEST_F(EngineKeysTest, SaysAKeyAnewThoughItsEndWasLost) {
  TestPhone &ann = phone(kPcmu), &bob = phone(kPcmu);
  configs_[bob.leg].telephone_event_rate_khz = 48;
  command(UpdateLeg{bob.leg, configs_[bob.leg]});
  command(Connect{ann.leg, bob.leg});
  press(ann, 4, false);
  run_for(300ms);
  EXPECT_EQ(keys_heard(bob), "");
  talk(ann);
  run_for(1s);
  EXPECT_EQ(keys_heard(bob), "4");
}

}  // namespace
}  // namespace sidetone::media
