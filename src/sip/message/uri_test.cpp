#include "sip/message/uri.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

std::string round(std::string_view text) {
  const auto uri = parse_uri(text);
  return uri ? uri->to_string() : "refused";
}

TEST(Uri, HasAllItsParts) {
  const auto uri = parse_uri("sips:Alice:secret@Atlanta.COM:5061;transport=tcp;lr?subject=x&y=");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->scheme, "sips");
  EXPECT_EQ(uri->user, "Alice");
  EXPECT_EQ(uri->password, "secret");
  EXPECT_EQ(uri->host, "atlanta.com");
  EXPECT_EQ(uri->port, 5061);
  EXPECT_EQ(uri->parameters.find("transport"), "tcp");
  EXPECT_TRUE(uri->parameters.has("lr"));
  EXPECT_EQ(uri->headers, "subject=x&y=");
  EXPECT_EQ(uri->to_string(), "sips:Alice:secret@atlanta.com:5061;transport=tcp;lr?subject=x&y=");
}

TEST(Uri, MayBeAHostAlone) {
  const auto uri = parse_uri("SIP:example.com");
  ASSERT_TRUE(uri);
  EXPECT_TRUE(uri->is_sip());
  EXPECT_EQ(uri->user, "");
  EXPECT_EQ(uri->host, "example.com");
}

TEST(Uri, UnescapesTheUserAndEscapesItAgain) {
  EXPECT_EQ(parse_uri("sip:sips%3Auser%40example.com@example.net").value().user,
            "sips:user@example.com");
  EXPECT_EQ(round("sip:sips%3Auser%40example.com@example.net"),
            "sip:sips%3Auser%40example.com@example.net");
  EXPECT_EQ(round("sip:%75se%72@example.com"), "sip:user@example.com");
  EXPECT_EQ(round("sip:a%00@b"), "sip:a%00@b");
}

TEST(Uri, TakesASemicolonOfTheUserForTheUser) {
  EXPECT_EQ(parse_uri("sip:user;par=u%40example.net@example.com").value().user,
            "user;par=u@example.net");
}

TEST(Uri, TakesTheHashOfFeatureCodes) {
  EXPECT_EQ(parse_uri("sip:*21#@example.com").value().user, "*21#");
  EXPECT_EQ(round("sip:*21#@example.com"), "sip:*21%23@example.com");
}

TEST(Uri, ReadsTelephoneNumbers) {
  const auto uri = parse_uri("tel:863-1234;phone-context=+1-914-555");
  ASSERT_TRUE(uri);
  EXPECT_TRUE(uri->is_tel());
  EXPECT_EQ(uri->user, "863-1234");
  EXPECT_EQ(uri->parameters.find("phone-context"), "+1-914-555");
  EXPECT_EQ(round("TEL:+1-(201).555-0123;ext=5"), "tel:+1-(201).555-0123;ext=5");
}

TEST(Uri, RefusesWhatIsNoTelephoneNumber) {
  EXPECT_EQ(round("tel:"), "refused");
  EXPECT_EQ(round("tel:+"), "refused");
  EXPECT_EQ(round("tel:john"), "refused");
  EXPECT_EQ(round("tel:1+2"), "refused");
}

TEST(Uri, KeepsOtherSchemesAsText) {
  const auto uri = parse_uri("soap.beep://192.0.2.103:3002");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->scheme, "soap.beep");
  EXPECT_EQ(uri->opaque, "//192.0.2.103:3002");
  EXPECT_FALSE(uri->is_sip());
  EXPECT_EQ(round("urn:service:sos"), "urn:service:sos");
}

TEST(Uri, HasAtMost128Headers) {
  std::string text = "sip:a@b?a=b";
  for (int i = 1; i < 128; ++i) text += "&a=b";
  EXPECT_TRUE(parse_uri(text));
  EXPECT_FALSE(parse_uri(text + "&a=b"));
}

TEST(Uri, SaysWhereItBroke) {
  EXPECT_EQ(parse_uri("sip:2001:db8::10").error(),
            (ParseError{ParseError::Kind::kBadUri, 9, "URI"}));
  EXPECT_EQ(parse_uri("sip:user@host;x=%z").error().offset, 13U);
}

TEST(Uri, RefusesWhatIsNone) {
  for (const std::string_view text : {"",
                                      "sip",
                                      "sip:",
                                      ":a@b",
                                      "1sip:a@b",
                                      "sip:@b",
                                      "sip:a@",
                                      "sip:a b@c",
                                      "sip:a%4@c",
                                      "sip:a:p/w@c",
                                      "sip:a@b;",
                                      "sip:a@b;;x",
                                      "sip:a@b; lr",
                                      "sip:a@b>",
                                      "sip:a@b?x=<y>",
                                      "<sip:a@b>",
                                      "sip:a@b:x",
                                      "sip:a@b c",
                                      "http:",
                                      "x:a b",
                                      "sip:a@b:99999"}) {
    EXPECT_EQ(round(text), "refused") << text;
  }
}

}  // namespace
}  // namespace sidetone::sip
