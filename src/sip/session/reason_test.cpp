#include "sip/session/reason.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(Reason, ReadsBothProtocolsOfABye) {
  Request bye;
  bye.headers.add(HeaderId::kReason, "Q.850;cause=16;text=\"Normal, clearing\", SIP ;cause=200");
  const Ending ending = ending_of(bye);
  EXPECT_EQ(ending.status, 0);
  EXPECT_EQ(ending.reason_q850, 16);
  EXPECT_EQ(ending.reason_sip_cause, 200);
  EXPECT_EQ(ending.reason_text, "Normal, clearing");
}

TEST(Reason, ReadsTheStatusLineAndTheCauseOfARefusal) {
  Response response{.status = 486, .reason = "Busy", .headers = {}, .body = {}};
  response.headers.add(HeaderId::kReason, "Q.850;cause=17");
  const Ending ending = ending_of(response);
  EXPECT_EQ(ending.status, 486);
  EXPECT_EQ(ending.reason, "Busy");
  EXPECT_EQ(ending.reason_q850, 17);
}

TEST(Reason, ShowsTextWithoutItsEscapesAndWithoutLines) {
  Request bye;
  bye.headers.add(HeaderId::kReason,
                  "SIP;cause=480;text=\"a \\\"b\\\\c\\\" \x1B[2J\xFF\\\r\\\nX: y\"");
  EXPECT_EQ(ending_of(bye).reason_text, "a \"b\\c\" [2J\uFFFD X: y");
  Response response{.status = 486, .reason = "Bu\x07sy" + std::string(5'000, 'y')};
  EXPECT_TRUE(ending_of(response).reason.starts_with("Bu syyy"));
  EXPECT_LT(ending_of(response).reason.size(), 140U);
}

TEST(Reason, IgnoresCausesThatAreNone) {
  Request bye;
  bye.headers.add(HeaderId::kReason, "SIP;cause=x");
  bye.headers.add(HeaderId::kReason, "Q.850;cause=99999999999");
  bye.headers.add(HeaderId::kReason, "Other;cause=5");
  const Ending ending = ending_of(bye);
  EXPECT_EQ(ending.reason_sip_cause, 0);
  EXPECT_EQ(ending.reason_q850, 0);
}

TEST(Reason, NamesTheStatusesThatWeDecideOn) {
  EXPECT_EQ(ending_of(408).reason, "Request Timeout");
}

TEST(Reason, ChoosesTheRefusalOfACallThatIsHungUp) {
  EXPECT_EQ(status_of_reason("SIP;cause=486;text=\"Busy\""), 486);
  EXPECT_EQ(status_of_reason("SIP;cause=200"), 480);
  EXPECT_EQ(status_of_reason("Q.850;cause=486"), 480);
  EXPECT_EQ(status_of_reason(""), 480);
}

}  // namespace
}  // namespace sidetone::sip
