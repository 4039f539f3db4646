#include "call/outcome.h"

#include <gtest/gtest.h>

namespace sidetone::call {
namespace {

TEST(Outcome, SpeaksTheWordsOfTheRequirements) {
  EXPECT_EQ(words_of({.result = CallResult::kBusy, .sip_status = 486}), "Busy");
  EXPECT_EQ(words_of({.result = CallResult::kNoAnswer, .sip_status = 480}), "No answer");
  EXPECT_EQ(words_of({.result = CallResult::kFailed, .sip_status = 404}), "No such extension");
  EXPECT_EQ(words_of({.result = CallResult::kFailed, .sip_status = 480}), "Not available");
  EXPECT_EQ(words_of({.result = CallResult::kFailed, .sip_status = 500}), "Call failed");
}

TEST(Outcome, TellsTheLoserThatTheCallWasTaken) {
  EXPECT_EQ(reason_of(ReleaseReason::kAnsweredElsewhere),
            R"(SIP;cause=200;text="Call completed elsewhere")");
}

TEST(Outcome, WritesACauseInNumberAndWords) {
  EXPECT_EQ(q850_reason(19), R"(Q.850;cause=19;text="No answer")");
  EXPECT_EQ(q850_reason(0), "");
}

}  // namespace
}  // namespace sidetone::call
