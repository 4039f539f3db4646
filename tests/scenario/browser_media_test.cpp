// Browsers over bad networks: ICE, DTLS and SRTP of a real engine against a scripted browser that
// does its half, and sound that is passed through or transcoded.
#include "audio/test_sound.h"
#include "scenario/scenario.h"
#include "support/browser_end.h"

#include <span>
#include <string>

namespace sidetone::scenario {
namespace {

constexpr double kAnnHz = 620, kBobHz = 1'100;
const std::vector<std::string> kOpus{"111 opus/48000/2"}, kPcmu{"0 PCMU/8000"};

class BrowserMedia : public testing::TestWithParam<int> {
 protected:
  void TearDown() override { EXPECT_EQ(close_down(world_), "") << world_.ladder(); }
  void set_up(ScriptedPhone& phone, const std::vector<std::string>& codecs, double hz) {
    phone.set_codecs(codecs);
    phone.set_tone(hz);
    world_.enroll({&phone});
  }
  void connect(ScriptedPhone& caller, ScriptedPhone& callee) {
    caller.dial(callee.account().number, world_.now());
    ASSERT_TRUE(world_.run_until([&] { return callee.state() == State::kIncoming; }, 40s));
    callee.answer(world_.now());
    ASSERT_TRUE(world_.run_until([&] { return caller.state() == State::kTalking; }, 40s));
  }
  test::BrowserEnd& browser(ScriptedPhone& phone) {
    return dynamic_cast<test::BrowserEnd&>(*world_.end_of(phone));
  }
  /// Amplitude of that tone in the last 2 s that the phone heard.
  double hears(ScriptedPhone& phone, double hz) {
    const std::vector<std::int16_t>& heard = world_.end_of(phone)->talker().heard();
    const std::size_t count = std::min<std::size_t>(heard.size(), 16'000);
    // In pieces of 100 ms: where a packet is missing the phase may jump.
    double sum = 0;
    int pieces = 0;
    for (std::size_t at = heard.size() - count; at + 800 <= heard.size(); at += 800, ++pieces) {
      const auto piece = std::span(heard).subspan(at, 800);
      sum += audio::testing::amplitude_at(test::Talker::kRate, piece, hz);
    }
    return pieces == 0 ? 0 : sum / pieces;
  }
  void expect_to_hear(ScriptedPhone& phone, double other_hz, double own_hz) {
    // Said at −16 dBov, an amplitude of 7,300. Concealment fades what is lost.
    EXPECT_GT(hears(phone, other_hz), GetParam() < 20 ? 4'000 : 3'000) << phone.account().number;
    EXPECT_LT(hears(phone, own_hz), 300) << phone.account().number;
  }
  /// All keys that the engine told control, sorted.
  std::string keys_reported() {
    std::string keys;
    for (const media::Event& event : world_.plane().events()) {
      if (const auto* key = std::get_if<media::DtmfReceived>(&event)) keys += key->digit;
    }
    std::ranges::sort(keys);
    return keys;
  }

  World world_{both_networks(GetParam(), 5'764)};
  ScriptedPhone& ann_ = world_.browser("101", "ann");
  ScriptedPhone& bob_ = world_.browser("102", "bob");
  ScriptedPhone& phone_ = world_.phone("103");
};
INSTANTIATE_TEST_SUITE_P(Networks, BrowserMedia, testing::Values(0, 5, 10, 20), loss_name);

TEST_P(BrowserMedia, TwoBrowsersAgreeOnKeysAndHearEachOtherInOpus) {
  set_up(ann_, kOpus, kAnnHz);
  set_up(bob_, kOpus, kBobHz);
  connect(ann_, bob_);
  EXPECT_TRUE(world_.run_until(
      [&] { return browser(ann_).connected() && browser(bob_).connected(); }, 10s));
  world_.run_for(4s);
  expect_to_hear(ann_, kBobHz, kAnnHz);
  expect_to_hear(bob_, kAnnHz, kBobHz);
  EXPECT_EQ(world_.plane().engine().counters().encoded, 0U) << "nothing had to be transcoded";
}

TEST_P(BrowserMedia, ABrowserAndAPhoneHearEachOtherThoughTheyShareNoCodec) {
  set_up(ann_, kOpus, kAnnHz);
  set_up(phone_, kPcmu, kBobHz);
  connect(ann_, phone_);
  EXPECT_TRUE(world_.run_until([&] { return browser(ann_).connected(); }, 10s));
  world_.run_for(4s);
  expect_to_hear(ann_, kBobHz, kAnnHz);
  expect_to_hear(phone_, kAnnHz, kBobHz);
  EXPECT_GT(world_.plane().engine().counters().encoded, 150U);
}

TEST_P(BrowserMedia, APhoneCallsABrowserThatSpeaksItsCodec) {
  set_up(phone_, kPcmu, kBobHz);
  set_up(ann_, kPcmu, kAnnHz);
  connect(phone_, ann_);
  EXPECT_TRUE(world_.run_until([&] { return browser(ann_).connected(); }, 10s));
  world_.run_for(4s);
  expect_to_hear(ann_, kBobHz, kAnnHz);
  expect_to_hear(phone_, kAnnHz, kBobHz);
  EXPECT_EQ(world_.plane().engine().counters().encoded, 0U);
}

TEST_P(BrowserMedia, TheRecordCountsWhatWasLostOnTheWayFromABrowser) {
  set_up(ann_, kOpus, kAnnHz);
  set_up(bob_, kOpus, kBobHz);
  connect(ann_, bob_);
  world_.run_for(20s);
  ann_.hang_up(world_.now());
  ASSERT_TRUE(world_.run_until([&] { return world_.cdrs().size() == 1; }, 40s));
  ASSERT_EQ(world_.cdrs().at(0).legs.size(), 2U);
  for (const call::CdrLeg& leg : world_.cdrs().at(0).legs) {
    const auto lost = static_cast<double>(leg.media.packets_lost);
    const double expected = lost + static_cast<double>(leg.media.packets_received);
    EXPECT_NEAR(100 * lost / expected, GetParam(), 3) << leg.number;
    EXPECT_EQ(leg.path, "direct");
  }
}

TEST_P(BrowserMedia, KeysArriveOnceThroughTheBridgeAndAtTheServer) {
  set_up(ann_, kPcmu, kAnnHz);
  set_up(phone_, kPcmu, kBobHz);
  connect(ann_, phone_);
  world_.run_for(3s);
  world_.end_of(ann_)->talker().press("159#0");
  world_.end_of(phone_)->talker().press("28*");
  world_.run_for(4s);
  EXPECT_EQ(world_.end_of(phone_)->talker().keys(), "159#0");
  EXPECT_EQ(world_.end_of(ann_)->talker().keys(), "28*");
  EXPECT_EQ(keys_reported(), "#*012589");
}

TEST_P(BrowserMedia, KeysArriveOnceWhereSoundIsTranscoded) {
  set_up(ann_, kOpus, kAnnHz);
  set_up(phone_, kPcmu, kBobHz);
  connect(ann_, phone_);
  world_.run_for(3s);
  world_.end_of(phone_)->talker().press("1704");
  world_.run_for(4s);
  EXPECT_EQ(world_.end_of(ann_)->talker().keys(), "1704");
}

}  // namespace
}  // namespace sidetone::scenario
