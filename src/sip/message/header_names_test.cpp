#include "sip/message/header_fields.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(HeaderNames, AreFoundInAnyCase) {
  EXPECT_EQ(header_id("Call-ID"), HeaderId::kCallId);
  EXPECT_EQ(header_id("cALL-iD"), HeaderId::kCallId);
  EXPECT_EQ(header_id("WWW-Authenticate"), HeaderId::kWwwAuthenticate);
}

TEST(HeaderNames, AreAllFoundByTheirCanonicalSpelling) {
  for (int i = 1; i <= static_cast<int>(HeaderId::kWwwAuthenticate); ++i) {
    const auto id = static_cast<HeaderId>(i);
    EXPECT_EQ(header_id(canonical_name(id)), id) << canonical_name(id);
  }
}

// IANA "SIP Parameters", registry "Header Fields", column "compact".
TEST(HeaderNames, HaveCompactForms) {
  EXPECT_EQ(header_id("i"), HeaderId::kCallId);
  EXPECT_EQ(header_id("M"), HeaderId::kContact);
  EXPECT_EQ(header_id("e"), HeaderId::kContentEncoding);
  EXPECT_EQ(header_id("L"), HeaderId::kContentLength);
  EXPECT_EQ(header_id("c"), HeaderId::kContentType);
  EXPECT_EQ(header_id("o"), HeaderId::kEvent);
  EXPECT_EQ(header_id("f"), HeaderId::kFrom);
  EXPECT_EQ(header_id("y"), HeaderId::kIdentity);
  EXPECT_EQ(header_id("r"), HeaderId::kReferTo);
  EXPECT_EQ(header_id("b"), HeaderId::kReferredBy);
  EXPECT_EQ(header_id("x"), HeaderId::kSessionExpires);
  EXPECT_EQ(header_id("s"), HeaderId::kSubject);
  EXPECT_EQ(header_id("k"), HeaderId::kSupported);
  EXPECT_EQ(header_id("t"), HeaderId::kTo);
  EXPECT_EQ(header_id("u"), HeaderId::kAllowEvents);
  EXPECT_EQ(header_id("v"), HeaderId::kVia);
}

TEST(HeaderNames, LeaveTheRestAlone) {
  EXPECT_EQ(header_id(""), HeaderId::kOther);
  EXPECT_EQ(header_id("q"), HeaderId::kOther);
  EXPECT_EQ(header_id("\xFF"), HeaderId::kOther);
  EXPECT_EQ(header_id("C%6Fntact"), HeaderId::kOther);
  EXPECT_EQ(header_id("X-Contact"), HeaderId::kOther);
  EXPECT_EQ(canonical_name(HeaderId::kOther), "");
}

}  // namespace
}  // namespace sidetone::sip
