#include "sip/register/register_request.h"

#include <gtest/gtest.h>

namespace sidetone::sip {

using namespace std::chrono_literals;

namespace {

Request with(std::initializer_list<std::pair<HeaderId, std::string>> headers) {
  Request request{.method = "REGISTER", .uri = "sip:demo.test"};
  request.headers.add(HeaderId::kVia, "SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1");
  request.headers.add(HeaderId::kCallId, "call");
  request.headers.add(HeaderId::kCSeq, "7 REGISTER");
  for (const auto& [id, value] : headers) request.headers.add(id, value);
  return request;
}

Parsed<RegisterRequest> with_contact(std::string contact) {
  return read_register(with({{HeaderId::kContact, std::move(contact)}}));
}

}  // namespace

TEST(RegisterRequest, ReadsWhatABrowserSends) {
  const auto request = read_register(
      with({{HeaderId::kContact,
             "<sip:gq8jv2c1@df7jal23ls0d.invalid;transport=ws>;+sip.ice;reg-id=1;"
             "+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\";expires=600"},
            {HeaderId::kSupported, "path,gruu,outbound"},
            {HeaderId::kUserAgent, "JsSIP 3.10"}}));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->call_id, "call");
  EXPECT_EQ(request->cseq, 7U);
  EXPECT_EQ(request->user_agent, "JsSIP 3.10");
  EXPECT_TRUE(request->supports_outbound);
  EXPECT_TRUE(request->flow_is_kept);
  const ContactRequest& contact = request->contacts.at(0);
  EXPECT_EQ(contact.text, "sip:gq8jv2c1@df7jal23ls0d.invalid;transport=ws");
  EXPECT_EQ(contact.instance, "<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>");
  EXPECT_EQ(contact.reg_id, 1U);
  EXPECT_EQ(contact.expires, 600s);
  EXPECT_TRUE(contact.is_outbound());
}

TEST(RegisterRequest, TheContactsOwnExpiryWinsOverTheHeader) {
  const auto request = read_register(with({{HeaderId::kExpires, "300"},
                                           {HeaderId::kContact, "<sip:a@h>;expires=60"},
                                           {HeaderId::kContact, "<sip:b@h>"}}));
  EXPECT_EQ(request->contacts.at(0).expires, 60s);
  EXPECT_EQ(request->contacts.at(1).expires, 300s);
}

TEST(RegisterRequest, AnExpiryThatCannotBeReadIsAsNotSaid) {
  EXPECT_EQ(with_contact("<sip:a@h>;expires=soon")->contacts.at(0).expires, std::nullopt);
  EXPECT_EQ(with_contact("<sip:a@h>")->contacts.at(0).expires, std::nullopt);
}

TEST(RegisterRequest, SeveralContactsMayShareOneLine) {
  EXPECT_EQ(with_contact("<sip:a@h>;q=0.5, <sip:b@h>")->contacts.size(), 2U);
}

TEST(RegisterRequest, PreferenceIsReadInThousandths) {
  EXPECT_EQ(with_contact("<sip:a@h>;q=0.5")->contacts.at(0).q, 500);
  EXPECT_EQ(with_contact("<sip:a@h>;q=0.125")->contacts.at(0).q, 125);
  EXPECT_EQ(with_contact("<sip:a@h>;q=0")->contacts.at(0).q, 0);
  EXPECT_EQ(with_contact("<sip:a@h>;q=0.")->contacts.at(0).q, 0);
  EXPECT_EQ(with_contact("<sip:a@h>;q=1.0")->contacts.at(0).q, 1'000);
  EXPECT_EQ(with_contact("<sip:a@h>;q=high")->contacts.at(0).q, 1'000);
  EXPECT_EQ(with_contact("<sip:a@h>;q=0.1234")->contacts.at(0).q, 1'000);
}

TEST(RegisterRequest, HeadersInAContactUriAreDropped) {
  EXPECT_EQ(with_contact("<sip:a@h?Route=%3csip:x%3e>")->contacts.at(0).text, "sip:a@h");
}

TEST(RegisterRequest, AStarStandsAloneAndWithExpiryZero) {
  EXPECT_TRUE(
      read_register(with({{HeaderId::kContact, "*"}, {HeaderId::kExpires, "0"}}))->remove_all);
  EXPECT_FALSE(read_register(with({{HeaderId::kContact, "*"}})));
  EXPECT_FALSE(read_register(with({{HeaderId::kContact, "*"}, {HeaderId::kExpires, "60"}})));
  EXPECT_FALSE(read_register(with(
      {{HeaderId::kContact, "*"}, {HeaderId::kContact, "<sip:a@h>"}, {HeaderId::kExpires, "0"}})));
}

TEST(RegisterRequest, BehindAProxyTheFlowIsKeptOnlyWhereItsPathSaysSo) {
  const auto behind = [](std::string path) {
    return read_register(with({{HeaderId::kVia, "SIP/2.0/TCP 10.0.0.1;branch=z9hG4bK2"},
                               {HeaderId::kPath, std::move(path)},
                               {HeaderId::kContact, "<sip:a@h>"}}));
  };
  EXPECT_FALSE(behind("<sip:edge.test;lr>")->flow_is_kept);
  const auto kept = behind("<sip:core.test;lr>, <sip:edge.test;lr;ob>");
  EXPECT_TRUE(kept->flow_is_kept);
  EXPECT_EQ(kept->path, (std::vector<std::string>{"<sip:core.test;lr>", "<sip:edge.test;lr;ob>"}));
}

TEST(RegisterRequest, WhatDoesNotFitIsRefused) {
  EXPECT_FALSE(with_contact("<sip:" + std::string(600, 'a') + "@h>"));
  EXPECT_FALSE(with_contact("<sip:a@h>;+sip.instance=\"" + std::string(129, 'x') + "\""));
  EXPECT_FALSE(with_contact("<tel:+15550100101>"));
  EXPECT_FALSE(with_contact("<mailto:a@h>"));
  EXPECT_FALSE(with_contact("<<>>"));
  std::string many = "<sip:a@h>";
  for (int i = 0; i < 32; ++i) many += ", <sip:a@h>";
  EXPECT_FALSE(with_contact(many));
  std::string hops = "<sip:p;lr>";
  for (int i = 0; i < 8; ++i) hops += ", <sip:p;lr>";
  EXPECT_FALSE(read_register(with({{HeaderId::kPath, hops}})));
  EXPECT_FALSE(read_register(with({{HeaderId::kPath, "nonsense<"}})));
}

TEST(RegisterRequest, WithoutCallIdOrCSeqItIsNone) {
  Request no_call_id = with({});
  no_call_id.headers.remove(HeaderId::kCallId);
  EXPECT_FALSE(read_register(no_call_id));
  Request no_cseq = with({});
  no_cseq.headers.set(HeaderId::kCSeq, "x");
  EXPECT_FALSE(read_register(no_cseq));
}

TEST(RegisterRequest, TheUserAgentIsTextForPeople) {
  const auto request = read_register(with({{HeaderId::kUserAgent, std::string(500, 'u')}}));
  EXPECT_EQ(request->user_agent, std::string(127, 'u') + "…");
  EXPECT_EQ(read_register(with({{HeaderId::kUserAgent, "Ph\x1Bone \xFF/1"}}))->user_agent,
            "Ph one \uFFFD/1");
}

}  // namespace sidetone::sip
