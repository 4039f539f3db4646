#include "sip/message/warning.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(Warning, ReadsCodeAgentAndText) {
  EXPECT_EQ(parse_warning("307 isi.edu \"Session parameter 'foo' not understood\""),
            (Warning{307, "isi.edu", "Session parameter 'foo' not understood"}));
  EXPECT_EQ(parse_warning("399 [2001:db8::1]:5060 \"x\"").value().agent, "[2001:db8::1]:5060");
}

TEST(Warning, RefusesACodeOfFourDigits) {
  // [RFC4475 §3.1.2.5] scalarlg
  EXPECT_FALSE(parse_warning("1812 overture \"In Progress\""));
}

TEST(Warning, RefusesWhatIsIncomplete) {
  EXPECT_FALSE(parse_warning("307 isi.edu"));
  EXPECT_FALSE(parse_warning("307 \"text\""));
  EXPECT_FALSE(parse_warning("307 isi.edu \"text\" more"));
}

TEST(Warning, WritesWhatItReads) {
  const Warning warning{305, "example.com", "No \"codec\" in common"};
  EXPECT_EQ(to_string(warning), R"(305 example.com "No \"codec\" in common")");
  EXPECT_EQ(parse_warning(to_string(warning)), warning);
}

}  // namespace
}  // namespace sidetone::sip
