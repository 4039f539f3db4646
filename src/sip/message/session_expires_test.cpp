#include "sip/message/session_expires.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using Refresher = SessionExpires::Refresher;

TEST(SessionExpires, ReadsSecondsAndRefresher) {
  EXPECT_EQ(parse_session_expires("1800;refresher=uac"), (SessionExpires{1800, Refresher::kUac}));
  EXPECT_EQ(parse_session_expires("90 ; x=y; Refresher=UAS"),
            (SessionExpires{90, Refresher::kUas}));
  EXPECT_EQ(parse_session_expires("1800"), (SessionExpires{1800, Refresher::kUndecided}));
}

TEST(SessionExpires, HoldsWhatIsTooLargeAtTheLargest) {
  EXPECT_EQ(parse_session_expires("99999999999").value().seconds, 4294967295U);
}

TEST(SessionExpires, RefusesWhatIsNoNumber) {
  EXPECT_FALSE(parse_session_expires(""));
  EXPECT_FALSE(parse_session_expires("-1"));
  EXPECT_FALSE(parse_session_expires("90 s"));
  EXPECT_EQ(parse_session_expires("x").error().what, "Session-Expires");
}

TEST(SessionExpires, WritesWhatItReads) {
  EXPECT_EQ(to_string(SessionExpires{1800, Refresher::kUas}), "1800;refresher=uas");
  EXPECT_EQ(to_string(SessionExpires{1800, Refresher::kUac}), "1800;refresher=uac");
  EXPECT_EQ(to_string(SessionExpires{90, Refresher::kUndecided}), "90");
}

TEST(SessionExpires, ReadsMinSe) {
  EXPECT_EQ(parse_min_se("90;lr"), 90U);
  EXPECT_EQ(parse_min_se("soon").error().what, "Min-SE");
}

}  // namespace
}  // namespace sidetone::sip
