#include "sip/session/screening.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

Request request(std::string_view method) {
  return {.method = std::string(method), .uri = "sip:bob@demo.test", .headers = {}, .body = {}};
}

int status_of(const Request& request) {
  const auto refused = screen(request);
  return refused ? refused->status : 0;
}

TEST(Screening, LetsGoodRequestsPass) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kRequire, "100rel, timer");
  invite.headers.add(HeaderId::kMaxForwards, "1");
  invite.headers.add(HeaderId::kAccept, "application/sdp;level=1, text/html");
  invite.headers.add(HeaderId::kContentType, "application/sdp");
  invite.body = "v=0";
  EXPECT_EQ(status_of(invite), 0);
  EXPECT_EQ(status_of(request("REGISTER")), 0);
  Request tel = request("INVITE");
  tel.uri = "tel:+15550100";
  EXPECT_EQ(status_of(tel), 0);
}

TEST(Screening, NamesTheMethodsThatItKnowsToThoseThatItDoesNot) {
  const auto unknown = screen(request("NEWMETHOD"));
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->status, 501);
  EXPECT_TRUE(unknown->headers.has_token(HeaderId::kAllow, "INVITE"));
  EXPECT_EQ(status_of(request("PUBLISH")), 405);
  EXPECT_EQ(status_of(request("invite")), 501);
}

TEST(Screening, RefusesSchemesThatLeadNowhere) {
  Request strange = request("OPTIONS");
  strange.uri = "nobodyKnowsThisScheme:totallyopaquecontent";
  EXPECT_EQ(status_of(strange), 416);
  strange.uri = "SIPS:bob@demo.test";
  EXPECT_EQ(status_of(strange), 0);
}

TEST(Screening, StopsAnInviteThatMayGoNoFurtherButAnswersOthers) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kMaxForwards, "0");
  EXPECT_EQ(status_of(invite), 483);
  Request options = request("OPTIONS");
  options.headers.add(HeaderId::kMaxForwards, "0");
  EXPECT_EQ(status_of(options), 0);
}

TEST(Screening, ListsTheExtensionsThatItLacks) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kRequire, "nothing, 100rel");
  invite.headers.add(HeaderId::kRequire, "replaces");
  const auto refused = screen(invite);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 420);
  EXPECT_EQ(refused->headers.find(HeaderId::kUnsupported), "nothing, replaces");
}

TEST(Screening, IgnoresRequireWhereItMustNotStand) {
  Request cancel = request("CANCEL");
  cancel.headers.add(HeaderId::kRequire, "nothing");
  EXPECT_EQ(status_of(cancel), 0);
}

TEST(Screening, RefusesBodiesThatAreNoSessionDescription) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kContentType, "application/unknown");
  invite.body = "<audio>";
  const auto refused = screen(invite);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 415);
  EXPECT_EQ(refused->headers.find(HeaderId::kAccept), "application/sdp");
  invite.method = "MESSAGE";
  EXPECT_EQ(status_of(invite), 0);
}

TEST(Screening, RefusesACallerThatCouldNotReadTheAnswer) {
  Request invite = request("INVITE");
  invite.headers.add(HeaderId::kAccept, "text/nobodyKnowsThis");
  EXPECT_EQ(status_of(invite), 406);
  invite.headers.set(HeaderId::kAccept, "*/*");
  EXPECT_EQ(status_of(invite), 0);
}

}  // namespace
}  // namespace sidetone::sip
