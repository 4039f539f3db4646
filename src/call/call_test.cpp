#include "call/call.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{1h};
using enum ReleaseReason;

sip::Ending refused(int status) {
  return {.status = status};
}

class CallTest : public testing::Test {
 protected:
  Call call_{2, 30s, kStart};
  CallCommands started_ = call_.start();
};

TEST_F(CallTest, DialsEveryPhoneAtOnce) {
  EXPECT_EQ(started_, (CallCommands{Dial{1}, Dial{2}}));
}

TEST(Call, TellsTheCallerAtOnceWhenNobodyIsRegistered) {
  Call call(0, 30s, kStart);
  EXPECT_EQ(
      call.start(),
      (CallCommands{RefuseCaller{480, 20},
                    Finish{.result = CallResult::kFailed, .sip_status = 480, .q850_cause = 20}}));
}

TEST_F(CallTest, TellsTheCallerOnceThatItRings) {
  EXPECT_EQ(call_.on_progress(1, false), CallCommands{RingCaller{}});
  EXPECT_EQ(call_.on_progress(2, false), CallCommands{});
}

TEST_F(CallTest, RelaysTheFirstEarlyMediaOnly) {
  EXPECT_EQ(call_.on_progress(1, true), CallCommands{RelayEarlyMedia{1}});
  EXPECT_EQ(call_.on_progress(2, true), CallCommands{});
}

TEST_F(CallTest, FirstAnswerWinsAndTheOthersStopRinging) {
  EXPECT_EQ(call_.on_answered(2), (CallCommands{AcceptCaller{2}, Release{1, kAnsweredElsewhere}}));
  EXPECT_EQ(call_.deadline(), kNever);
}

TEST_F(CallTest, SecondAnswerInTheSameInstantIsLetGo) {
  (void)call_.on_answered(2);
  EXPECT_EQ(call_.on_answered(1), (CallCommands{Release{1, kAnsweredElsewhere}}));
}

TEST_F(CallTest, AnAnswerThatCrossesTheCallersCancelIsLetGo) {
  (void)call_.on_caller_cancelled();
  EXPECT_EQ(call_.on_answered(1), (CallCommands{Release{1, kCallerGone}}));
}

TEST_F(CallTest, CancelWhileTheAnswerWaitsForThePrackLetsTheCalleeGo) {
  (void)call_.on_progress(1, true);
  (void)call_.on_answered(1);
  const CallCommands commands = call_.on_caller_cancelled();
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_EQ(commands[0], CallCommand(Release{1, kCallerGone}));
  EXPECT_EQ(std::get<Finish>(commands[1]).result, CallResult::kMissed);
  EXPECT_EQ(call_.on_caller_cancelled(), CallCommands{});
}

TEST_F(CallTest, RingsOnForTheCallerWhenThePhoneItHeardRefuses) {
  EXPECT_EQ(call_.on_progress(1, true), CallCommands{RelayEarlyMedia{1}});
  EXPECT_EQ(call_.on_refused(1, refused(486)), CallCommands{PlayRingback{}});
  EXPECT_EQ(call_.on_progress(2, true), CallCommands{RelayEarlyMedia{2}});
}

TEST_F(CallTest, CancelBeforeItRangIsNoMissedCall) {
  EXPECT_EQ(
      call_.on_caller_cancelled(),
      (CallCommands{
          Release{1, kCallerGone}, Release{2, kCallerGone},
          Finish{.result = CallResult::kCancelled, .sip_status = 487, .caller_hung_up = true}}));
}

TEST_F(CallTest, CancelAfterItRangIsAMissedCall) {
  (void)call_.on_progress(1, false);
  const CallCommands commands = call_.on_caller_cancelled();
  EXPECT_EQ(std::get<Finish>(commands.back()).result, CallResult::kMissed);
}

TEST_F(CallTest, OneBusyPhoneDoesNotStopTheOther) {
  EXPECT_EQ(call_.on_refused(1, refused(486)), CallCommands{});
  EXPECT_EQ(
      call_.on_refused(2, refused(404)),
      (CallCommands{RefuseCaller{486, 17},
                    Finish{.result = CallResult::kBusy, .sip_status = 486, .q850_cause = 17}}));
}

TEST_F(CallTest, DeclineOnOneDeviceLetsTheOthersRing) {
  const sip::Ending declined{.status = 486, .reason_sip_cause = 603};
  EXPECT_EQ(call_.on_refused(1, declined), CallCommands{});
  const CallCommands commands = call_.on_refused(2, refused(480));
  EXPECT_EQ(commands.front(), CallCommand(RefuseCaller{603, 21}));
}

TEST_F(CallTest, DeclineByA6xxSpeaksForTheWholeExtension) {
  EXPECT_EQ(
      call_.on_refused(1, refused(603)),
      (CallCommands{Release{2, kDeclinedElsewhere}, RefuseCaller{603, 21},
                    Finish{.result = CallResult::kDeclined, .sip_status = 603, .q850_cause = 21}}));
}

TEST_F(CallTest, GivesUpWhenPatienceRunsOut) {
  EXPECT_EQ(call_.on_time(kStart + 29s), CallCommands{});
  EXPECT_EQ(
      call_.on_time(kStart + 30s),
      (CallCommands{Release{1, kNoAnswer}, Release{2, kNoAnswer}, RefuseCaller{480, 19},
                    Finish{.result = CallResult::kNoAnswer, .sip_status = 480, .q850_cause = 19}}));
}

TEST_F(CallTest, WhoeverHangsUpReleasesTheOther) {
  (void)call_.on_answered(1);
  EXPECT_EQ(
      call_.on_ended(1),
      (CallCommands{Release{kCaller, kHangUp},
                    Finish{.result = CallResult::kAnswered, .sip_status = 200, .q850_cause = 16}}));
  EXPECT_EQ(call_.on_ended(kCaller), CallCommands{});
}

TEST_F(CallTest, TheCallerWhoHangsUpIsNamedInTheRecord) {
  (void)call_.on_answered(1);
  EXPECT_EQ(call_.on_ended(kCaller),
            (CallCommands{Release{1, kHangUp}, Finish{.result = CallResult::kAnswered,
                                                      .sip_status = 200,
                                                      .q850_cause = 16,
                                                      .caller_hung_up = true}}));
}

TEST_F(CallTest, LostMediaReleasesBothSides) {
  (void)call_.on_answered(1);
  const CallCommands commands = call_.on_media_lost(1);
  EXPECT_EQ(commands[0], CallCommand(Release{1, kMediaLost}));
  EXPECT_EQ(commands[1], CallCommand(Release{kCaller, kHangUp}));
  EXPECT_EQ(commands.size(), 3U);
}

TEST_F(CallTest, IsEndedFromOutsideInEitherState) {
  EXPECT_EQ(call_.hang_up().size(), 4U);
  Call talking(1, 30s, kStart);
  (void)talking.start();
  (void)talking.on_answered(1);
  EXPECT_EQ(talking.hang_up(),
            (CallCommands{Release{kCaller, kHangUp}, Release{1, kHangUp},
                          Finish{.result = CallResult::kAnswered, .q850_cause = 16}}));
}

TEST(Call, IsAnsweredByTheServerForTheEchoTest) {
  Call echo = Call::answered_by_server();
  EXPECT_EQ(echo.start(), CallCommands{AcceptCaller{kCaller}});
  EXPECT_EQ(echo.on_ended(kCaller), (CallCommands{Finish{.result = CallResult::kAnswered,
                                                         .sip_status = 200,
                                                         .q850_cause = 16,
                                                         .caller_hung_up = true}}));
  EXPECT_EQ(Call::answered_by_server().hang_up().front(), CallCommand(Release{kCaller, kHangUp}));
}

TEST(BestRefusal, PrefersWhatTheCallerCanActOn) {
  EXPECT_EQ(best_refusal({404, 603}), 603);
  EXPECT_EQ(best_refusal({480, 486}), 486);
  EXPECT_EQ(best_refusal({500, 480}), 480);
  EXPECT_EQ(best_refusal({488}), 488);
  EXPECT_EQ(best_refusal({302}), 480);
}

}  // namespace
}  // namespace sidetone::call
