#include "sip/message/message.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(CSeq, ReadsNumberAndMethod) {
  EXPECT_EQ(parse_cseq("0009 \t INVITE"), (CSeq{9, "INVITE"}));
  EXPECT_EQ(parse_cseq("4294967295 BYE"), (CSeq{4294967295U, "BYE"}));
}

TEST(CSeq, RefusesWhatIsNone) {
  EXPECT_FALSE(parse_cseq("36893488147419103232 REGISTER"));
  EXPECT_FALSE(parse_cseq("9INVITE"));
  EXPECT_FALSE(parse_cseq("9"));
  EXPECT_FALSE(parse_cseq("9 "));
  EXPECT_FALSE(parse_cseq("INVITE"));
  EXPECT_FALSE(parse_cseq("9 INVITE 2"));
}

TEST(CSeq, WritesWhatItReads) {
  EXPECT_EQ(to_string(CSeq{314159, "ACK"}), "314159 ACK");
}

}  // namespace
}  // namespace sidetone::sip
