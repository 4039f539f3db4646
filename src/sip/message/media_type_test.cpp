#include "sip/message/media_type.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(MediaType, ReadsTypeSubtypeAndParameters) {
  const auto found = parse_media_type("Multipart/MIXED ; boundary=\"a b\"");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->is("multipart/mixed"));
  EXPECT_EQ(found->parameters.find("boundary"), "a b");
}

TEST(MediaType, ComparesAllOfIt) {
  const auto sdp = parse_media_type("application/sdp").value();
  EXPECT_TRUE(sdp.is("application/sdp"));
  EXPECT_FALSE(sdp.is("application/sd"));
  EXPECT_FALSE(sdp.is("application/sdpx"));
  EXPECT_FALSE(sdp.is("applications/sdp"));
}

TEST(MediaType, RefusesHalfOfIt) {
  EXPECT_FALSE(parse_media_type(""));
  EXPECT_FALSE(parse_media_type("application"));
  EXPECT_FALSE(parse_media_type("application/"));
  EXPECT_FALSE(parse_media_type("application/sdp x"));
}

}  // namespace
}  // namespace sidetone::sip
