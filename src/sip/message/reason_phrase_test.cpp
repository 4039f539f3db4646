#include "sip/message/message.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(ReasonPhrase, IsAsTheRfcsHaveIt) {
  EXPECT_EQ(reason_phrase(100), "Trying");
  EXPECT_EQ(reason_phrase(481), "Call/Transaction Does Not Exist");
  EXPECT_EQ(reason_phrase(486), "Busy Here");
  EXPECT_EQ(reason_phrase(608), "Rejected");
}

TEST(ReasonPhrase, IsEmptyForWhatNobodyNamed) {
  EXPECT_EQ(reason_phrase(0), "");
  EXPECT_EQ(reason_phrase(299), "");
  EXPECT_EQ(reason_phrase(699), "");
}

}  // namespace
}  // namespace sidetone::sip
