#include "sip/message/message.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

constexpr std::string_view kRequest =
    "OPTIONS sip:b@example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"
    "v: SIP/2.0/UDP b;branch=z9hG4bK2\r\n"
    "Max-Forwards: 70\r\n"
    "From: <sip:a@example.com>;tag=1\r\n"
    "To: sip:b@example.com\r\n"
    "Timestamp: 54\r\n"
    "Call-ID: 1@a\r\n"
    "CSeq: 7 OPTIONS\r\n\r\n";

Request request() {
  return std::get<Request>(parse_message(kRequest).value());
}

std::string replaced(std::string_view what, std::string_view by) {
  std::string text(kRequest);
  text.replace(text.find(what), what.size(), by);
  return text;
}

std::optional<Response> answer(const std::string& bytes) {
  return response_to_malformed(bytes, parse_message(bytes).error());
}

TEST(MakeResponse, CopiesWhatMatchesItToTheRequest) {
  EXPECT_EQ(to_bytes(make_response(request(), 486, "xyz")),
            "SIP/2.0 486 Busy Here\r\n"
            "Via: SIP/2.0/UDP a;branch=z9hG4bK1\r\n"
            "Via: SIP/2.0/UDP b;branch=z9hG4bK2\r\n"
            "From: <sip:a@example.com>;tag=1\r\n"
            "To: sip:b@example.com;tag=xyz\r\n"
            "Call-ID: 1@a\r\n"
            "CSeq: 7 OPTIONS\r\n"
            "Content-Length: 0\r\n\r\n");
}

TEST(MakeResponse, KeepsATagThatIsThere) {
  Request in_dialog = request();
  in_dialog.headers.set(HeaderId::kTo, "<sip:b@example.com>;tag=old");
  const Response response = make_response(in_dialog, 200, "xyz");
  EXPECT_EQ(response.headers.find(HeaderId::kTo), "<sip:b@example.com>;tag=old");
}

TEST(MakeResponse, PutsNoTagButTheTimestampOn100) {
  const Response trying = make_response(request(), 100, "xyz");
  EXPECT_EQ(trying.headers.find(HeaderId::kTo), "sip:b@example.com");
  EXPECT_EQ(trying.headers.find("Timestamp"), "54");
  EXPECT_FALSE(make_response(request(), 180, "xyz").headers.find("Timestamp"));
}

TEST(ResponseToMalformed, EchoesWhatCanBeRead) {
  const auto response = answer(replaced("7 OPTIONS", "x"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 400);
  EXPECT_EQ(response->reason, "Bad CSeq");
  EXPECT_EQ(response->headers.count(HeaderId::kVia), 2U);
  EXPECT_EQ(response->headers.find(HeaderId::kCallId), "1@a");
  EXPECT_EQ(response->headers.find(HeaderId::kCSeq), "x");
  EXPECT_FALSE(response->headers.has(HeaderId::kMaxForwards));
}

TEST(ResponseToMalformed, HasTheSameTagForTheSameRequest) {
  const auto first = answer(replaced("7 OPTIONS", "x"));
  const auto again = answer(replaced("7 OPTIONS", "x"));
  const auto other = answer(replaced("7 OPTIONS", "y"));
  const auto tag = [](const std::optional<Response>& response) {
    return std::string(parse_name_addr(*response->headers.find(HeaderId::kTo)).value().tag());
  };
  EXPECT_EQ(tag(first).size(), 16U);
  EXPECT_EQ(tag(first), tag(again));
  EXPECT_NE(tag(first), tag(other));
}

TEST(ResponseToMalformed, SaysWhatIsMissing) {
  EXPECT_EQ(answer(replaced("Call-ID: 1@a\r\n", ""))->reason, "Missing Call-ID");
}

TEST(ResponseToMalformed, GivesEachKindItsStatus) {
  EXPECT_EQ(answer(replaced("SIP/2.0\r\n", "SIP/3.0\r\n"))->status, 505);
  EXPECT_EQ(response_to_malformed(kRequest, {.kind = Kind::kTooLarge})->status, 513);
  EXPECT_EQ(response_to_malformed(kRequest, {.kind = Kind::kUnknownScheme})->status, 416);
  EXPECT_EQ(response_to_malformed(kRequest, {.kind = Kind::kBadUri, .what = "Request-URI"})->reason,
            "Bad Request-URI");
}

TEST(ResponseToMalformed, IsNoneWhereNobodyMayAnswer) {
  EXPECT_FALSE(answer(replaced("OPTIONS sip:b@example.com SIP/2.0", "SIP/2.0 1000 x")));
  EXPECT_FALSE(answer(replaced("OPTIONS sip:b@example.com", "ACK  sip:b@example.com")));
  EXPECT_FALSE(answer(replaced("OPTIONS sip:b@example.com SIP/2.0", "GET / HTTP/1.1")));
  EXPECT_FALSE(answer(""));
  EXPECT_FALSE(answer("OPTIONS sip:b@example.com SIP/2.0\r\nTo: x\r\n\r\n"));
}

}  // namespace
}  // namespace sidetone::sip
