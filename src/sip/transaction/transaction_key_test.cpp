#include "sip/transaction/transaction_key.h"

#include "sip/transaction/test_trace.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

std::string key(const Request& request, std::string_view method) {
  return server_key(request, *parse_via(*request.headers.find(HeaderId::kVia)), method);
}

TEST(TransactionKey, IsTheBranchTheSenderAndTheMethod) {
  Request other = test_invite();
  other.headers.set(HeaderId::kCallId, "another");
  EXPECT_EQ(key(test_invite(), "INVITE"), key(other, "INVITE"));
  EXPECT_NE(key(test_invite(), "INVITE"), key(test_invite(), "CANCEL"));
  other.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5061;branch=z9hG4bKa");
  EXPECT_NE(key(test_invite(), "INVITE"), key(other, "INVITE"));
}

TEST(TransactionKey, KnowsTheMagicCookieInAnyCase) {
  EXPECT_TRUE(has_magic_cookie("z9hG4bKx"));
  EXPECT_TRUE(has_magic_cookie("Z9HG4BKx"));
  EXPECT_FALSE(has_magic_cookie("1"));
}

TEST(TransactionKey, WithoutTheCookieLooksAtAllThatRfc2543LookedAt) {
  Request old = test_invite();
  old.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.1:5060;branch=1");
  Request ack = old;
  ack.headers.set(HeaderId::kTo, "<sip:bob@demo.test>;tag=2");
  ack.headers.set(HeaderId::kCSeq, "7 ACK");
  EXPECT_EQ(key(old, "INVITE"), key(ack, "INVITE"));
  Request next = old;
  next.headers.set(HeaderId::kCSeq, "8 INVITE");
  EXPECT_NE(key(old, "INVITE"), key(next, "INVITE"));
  Request elsewhere = old;
  elsewhere.uri = "sip:eve@192.0.2.2";
  EXPECT_NE(key(old, "INVITE"), key(elsewhere, "INVITE"));
}

TEST(TransactionKey, RecognisesOneRequestThatCameByTwoWays) {
  Request other_way = test_invite();
  other_way.headers.set(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKb");
  EXPECT_EQ(merge_key(test_invite()), merge_key(other_way));
  other_way.headers.set(HeaderId::kFrom, "<sip:ann@demo.test>;tag=3");
  EXPECT_NE(merge_key(test_invite()), merge_key(other_way));
}

}  // namespace
}  // namespace sidetone::sip
