#include "sip/message/reason.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(Reason, ReadsProtocolCauseAndText) {
  EXPECT_EQ(parse_reason("SIP ;cause=200 ;text=\"Call completed elsewhere\""),
            (Reason{"SIP", 200, "Call completed elsewhere"}));
}

TEST(Reason, ReadsAProtocolAlone) {
  EXPECT_EQ(parse_reason("preemption"), Reason{"preemption"});
}

TEST(Reason, FindsAllOfAMessage) {
  HeaderFields headers;
  headers.add(HeaderId::kReason, "Q.850;cause=16;text=\"a, b\", SIP;cause=x");
  headers.add(HeaderId::kReason, "SIP;cause=480");
  EXPECT_EQ(reasons(headers), (std::vector<Reason>{{"Q.850", 16, "a, b"}, {"SIP", 480, ""}}));
}

TEST(Reason, WritesWhatItReads) {
  const Reason reason{"SIP", 486, "Say \"no\""};
  EXPECT_EQ(to_string(reason), R"(SIP;cause=486;text="Say \"no\"")");
  EXPECT_EQ(parse_reason(to_string(reason)), reason);
}

TEST(Reason, PassesOverWhatIsNone) {
  EXPECT_EQ(parse_reason(""), std::nullopt);
  EXPECT_EQ(parse_reason(";cause=1"), std::nullopt);
  EXPECT_EQ(parse_reason("SIP;cause=99999999999"), std::nullopt);
  EXPECT_EQ(parse_reason("SIP;cause=200 trailing"), std::nullopt);
}

}  // namespace
}  // namespace sidetone::sip
