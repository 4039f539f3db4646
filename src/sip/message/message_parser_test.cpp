#include "sip/message/message.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <string>

namespace sidetone::sip {
namespace {

using Kind = ParseError::Kind;

constexpr std::string_view kInvite =
    "INVITE sip:102@example.com SIP/2.0\r\n"
    "Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bK776;rport\r\n"
    "Max-Forwards: 70\r\n"
    "From: \"Anna\" <sip:101@example.com>;tag=1928\r\n"
    "To: <sip:102@example.com>\r\n"
    "Call-ID: a84b4c76e66710@192.0.2.1\r\n"
    "CSeq: 314159 INVITE\r\n"
    "Contact: <sip:101@192.0.2.1:5062>\r\n"
    "Content-Type: application/sdp\r\n"
    "Content-Length: 5\r\n"
    "\r\n"
    "v=0\r\n";

std::string replaced(std::string_view what, std::string_view by) {
  std::string text(kInvite);
  text.replace(text.find(what), what.size(), by);
  return text;
}

Parsed<Message> with(std::string_view what, std::string_view by) {
  return parse_message(replaced(what, by));
}

TEST(MessageParser, ReadsARequest) {
  const auto message = parse_message(kInvite);
  ASSERT_TRUE(message);
  const auto& request = std::get<Request>(*message);
  EXPECT_EQ(request.method, "INVITE");
  EXPECT_EQ(request.uri, "sip:102@example.com");
  EXPECT_EQ(request.headers.size(), 9U);
  EXPECT_EQ(request.headers.find(HeaderId::kContact), "<sip:101@192.0.2.1:5062>");
  EXPECT_EQ(request.body, "v=0\r\n");
}

TEST(MessageParser, ReadsAResponse) {
  const auto message = with("INVITE sip:102@example.com SIP/2.0", "SIP/2.0 486 Busy Here");
  ASSERT_TRUE(message);
  const auto& response = std::get<Response>(*message);
  EXPECT_EQ(response.status, 486);
  EXPECT_EQ(response.reason, "Busy Here");
}

TEST(MessageParser, ReadsTheEssentials) {
  const auto message = parse_message(kInvite);
  const auto found = essentials(std::get<Request>(message.value()).headers);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->via.branch(), "z9hG4bK776");
  EXPECT_EQ(found->from.display_name, "Anna");
  EXPECT_EQ(found->from.tag(), "1928");
  EXPECT_EQ(found->to.uri.user, "102");
  EXPECT_EQ(found->call_id, "a84b4c76e66710@192.0.2.1");
  EXPECT_EQ(found->cseq, (CSeq{314159, "INVITE"}));
}

TEST(MessageParser, IgnoresWhatFollowsTheBody) {
  const auto message = parse_message(std::string(kInvite) + "INVITE sip:next@example.com SIP/2.0");
  EXPECT_EQ(std::get<Request>(message.value()).body, "v=0\r\n");
}

TEST(MessageParser, TakesTheWholeRestAsBodyWithoutContentLength) {
  const auto message = with("Content-Length: 5\r\n", "");
  EXPECT_EQ(std::get<Request>(message.value()).body, "v=0\r\n");
}

TEST(MessageParser, IgnoresEmptyLinesBeforeTheStartLine) {
  EXPECT_TRUE(parse_message("\r\n\r\n" + std::string(kInvite)));
}

TEST(MessageParser, TakesALoneLineFeedForALineEnd) {
  std::string text(kInvite);
  std::erase(text, '\r');
  const auto message = parse_message(text + "\r");
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Request>(*message).headers.find(HeaderId::kCallId),
            "a84b4c76e66710@192.0.2.1");
}

TEST(MessageParser, RefusesACarriageReturnInsideALine) {
  const auto message = with("70\r\n", "70\rEvil: yes\r\n");
  EXPECT_EQ(message.error().kind, Kind::kBadHeader);
}

TEST(MessageParser, RefusesHeadersWithoutAnEnd) {
  const auto message = parse_message(kInvite.substr(0, kInvite.find("\r\n\r\n") + 2));
  EXPECT_EQ(message.error().kind, Kind::kBadHeader);
}

TEST(MessageParser, NamesTheMissingHeader) {
  const auto message = with("Call-ID: a84b4c76e66710@192.0.2.1\r\n", "");
  EXPECT_EQ(message.error().kind, Kind::kMissingHeader);
  EXPECT_EQ(message.error().what, "Call-ID");
}

TEST(MessageParser, NamesTheBrokenHeader) {
  EXPECT_EQ(with("SIP/2.0/UDP", "SIP/2.0").error().what, "Via");
  EXPECT_EQ(with("<sip:101@example.com>", "<sip:101@example.com").error().what, "From");
  EXPECT_EQ(with("<sip:102@example.com>", "").error().what, "To");
  EXPECT_EQ(with("a84b4c76e66710@", "a84b 4c76@").error().what, "Call-ID");
  EXPECT_EQ(with("314159 INVITE", "314159").error().what, "CSeq");
  EXPECT_EQ(with("314159 INVITE", "1 BYE").error().what, "CSeq");
  EXPECT_EQ(with("Max-Forwards: 70", "Max-Forwards: 256").error().what, "Max-Forwards");
}

TEST(MessageParser, RefusesASecondFrom) {
  const auto message = with("To: ", "f: <sip:x@example.com>\r\nTo: ");
  EXPECT_EQ(message.error().what, "From");
}

TEST(MessageParser, RefusesABodyThatIsShorterThanSaid) {
  EXPECT_EQ(with("Content-Length: 5", "Content-Length: 6").error().kind, Kind::kBadBodyLength);
  EXPECT_EQ(with("Content-Length: 5", "Content-Length: -1").error().kind, Kind::kBadBodyLength);
}

TEST(MessageParser, Counts256HeaderLinesAndNoMore) {
  std::string more;
  for (int i = 0; i < 247; ++i) more += fmt::format("X-{}: y\r\n", i);
  EXPECT_TRUE(with("Max-Forwards", more + "Max-Forwards"));
  more += "X-Last: y\r\n";
  EXPECT_EQ(with("Max-Forwards", more + "Max-Forwards").error().kind, Kind::kTooLarge);
}

TEST(MessageParser, RefusesMoreThan64Kilobytes) {
  const std::string text = std::string(kInvite) + std::string(kMaxMessageBytes, 'x');
  EXPECT_EQ(parse_message(text).error().kind, Kind::kTooLarge);
}

}  // namespace
}  // namespace sidetone::sip
