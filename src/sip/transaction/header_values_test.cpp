#include "sip/transaction/header_values.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(HeaderValues, FindsTheTagBehindTheAddressOnly) {
  EXPECT_EQ(tag_of("<sip:a@b;tag=uri>;tag=header"), "header");
  EXPECT_EQ(tag_of("sip:a@b ; TAG = x1 ;y=2"), "x1");
  EXPECT_EQ(tag_of("<sip:a@b;tag=uri>"), "");
}

TEST(HeaderValues, IsNotFooledByADisplayName) {
  EXPECT_EQ(tag_of("\"<x>;tag=fake \\\" ;tag=fake\" <sip:a@b>;tag=true"), "true");
}

TEST(HeaderValues, SurvivesBrokenText) {
  EXPECT_EQ(tag_of("<sip:a@b;tag=1"), "");
  EXPECT_EQ(tag_of("\"open <sip:a@b>;tag=1"), "");
  EXPECT_EQ(tag_of(""), "");
  EXPECT_EQ(tag_of("<sip:a@b>;tag"), "");
  EXPECT_EQ(tag_of("<sip:a@b>;;tag=2"), "2");
}

TEST(HeaderValues, CutsTheUriOutOfAnAddress) {
  EXPECT_EQ(uri_of("\"A <b>\" <sip:a@b;lr>;q=1"), "sip:a@b;lr");
  EXPECT_EQ(uri_of("sip:a@b;tag=1"), "sip:a@b");
  EXPECT_EQ(uri_of("<sip:a@b"), "sip:a@b");
}

TEST(HeaderValues, SeparatesAValueFromItsParameters) {
  EXPECT_EQ(bare_value_of(" SIP ;cause=200"), "SIP");
  EXPECT_EQ(bare_value_of("application/sdp"), "application/sdp");
  EXPECT_EQ(bare_value_of("\"A\" <sip:a;b@c> ;x"), "\"A\" <sip:a;b@c>");
}

TEST(HeaderValues, TellsAParameterWithoutValueFromAMissingOne) {
  EXPECT_EQ(parameter_of("SIP;cause=200;text=\"a;b\"", "text"), "a;b");
  EXPECT_NE(parameter_of("<sip:a@b>;lr", "lr").data(), nullptr);
  EXPECT_EQ(parameter_of("<sip:a@b>;lr", "x").data(), nullptr);
}

}  // namespace
}  // namespace sidetone::sip
