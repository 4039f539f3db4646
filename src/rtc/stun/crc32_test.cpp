#include "rtc/stun/crc32.h"

#include <gtest/gtest.h>

namespace sidetone::rtc {
namespace {

TEST(Crc32, OfTheCheckStringIsTheKnownValue) {
  EXPECT_EQ(crc32(bytes_of("123456789")), 0xCBF43926u);
  EXPECT_EQ(crc32({}), 0u);
}

}  // namespace
}  // namespace sidetone::rtc
