#include "base/pii.h"

#include <gtest/gtest.h>

namespace sidetone {
namespace {

TEST(Pii, ShowsTooLittleToCallSomebody) {
  EXPECT_EQ(redacted(Pii<std::string>("+15550100101")), "+***1 (12)");
  EXPECT_EQ(redacted(Pii<std::string>("101")), "*** (3)");
  EXPECT_EQ(redacted(Pii<std::string>("")), "*** (0)");
}

TEST(Pii, CountsAndShowsCharactersAndNotBytes) {
  EXPECT_EQ(redacted(Pii<std::string>("Üzgür")), "Ü***r (5)");
  EXPECT_EQ(redacted(Pii<std::string>("äöü")), "*** (3)");
  EXPECT_EQ(redacted(Pii<std::string>("\xFF\xFE\xFD\xFC")), "?***? (4)");
}

TEST(Pii, IsRevealedOnlyOnRequest) {
  EXPECT_EQ(Pii<std::string>("101").reveal(), "101");
}

}  // namespace
}  // namespace sidetone
