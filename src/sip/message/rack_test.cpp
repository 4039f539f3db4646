#include "sip/message/rack.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(RAck, ReadsBothNumbersAndTheMethod) {
  EXPECT_EQ(parse_rack("776656 1 INVITE"), (RAck{776656, {1, "INVITE"}}));
}

TEST(RAck, RefusesWhatIsIncomplete) {
  EXPECT_EQ(parse_rack("776656 1").error().what, "RAck");
  EXPECT_FALSE(parse_rack("776656 INVITE"));
  EXPECT_FALSE(parse_rack("4294967296 1 INVITE"));
  EXPECT_FALSE(parse_rack(""));
}

TEST(RAck, WritesWhatItReads) {
  EXPECT_EQ(to_string(RAck{776656, {1, "INVITE"}}), "776656 1 INVITE");
}

}  // namespace
}  // namespace sidetone::sip
