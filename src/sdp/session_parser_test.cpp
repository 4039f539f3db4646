#include "sdp/session.h"
#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

constexpr std::string_view kHead = "v=0\r\no=- 1 2 IN IP4 192.0.2.7\r\ns=-\r\nt=0 0\r\n";

std::string with(std::string_view lines) {
  return std::string(kHead).append(lines);
}

std::string_view problem(std::string_view text) {
  const auto session = parse_session(text);
  return session ? "none" : session.error().what;
}

}  // namespace

TEST(SessionParser, ReadsTheSectionsOfABrowsersOffer) {
  const Session session = corpus("chromium_video");
  EXPECT_EQ(session.origin.version, 2U);
  ASSERT_EQ(session.media.size(), 3U);
  EXPECT_EQ(session.media[0].kind, "audio");
  EXPECT_EQ(session.media[1].kind, "video");
  EXPECT_EQ(session.media[2].protocol, "UDP/DTLS/SCTP");
  EXPECT_EQ(*session.media[0].attributes.find("mid"), "0");
  EXPECT_TRUE(session.media[0].attributes.has("rtcp-mux"));
}

TEST(SessionParser, ReadsAPhonesOfferWithAllItsFormats) {
  const Session session = corpus("yealink_rtp");
  ASSERT_EQ(session.media.size(), 1U);
  EXPECT_EQ(session.name, "SDP data");
  EXPECT_EQ(session.media[0].port, 11'782);
  EXPECT_EQ(session.media[0].formats, (std::vector<std::string>{"9", "0", "8", "18", "101"}));
  EXPECT_EQ(session.connection->ip, IpAddress::parse("192.0.2.77"));
}

TEST(SessionParser, BareLineFeedsEndLinesToo) {
  EXPECT_EQ(parsed("v=0\no=- 1 2 IN IP4 h\ns=-\nm=audio 9 RTP/AVP 0\n").media.size(), 1U);
}

TEST(SessionParser, LinesThatNobodyNegotiatesAreSkipped) {
  const Session session = parsed(with("i=hello\r\nz=0 0\r\nm=audio 9 RTP/AVP 0\r\ni=title\r\n"));
  EXPECT_EQ(session.media.size(), 1U);
}

TEST(SessionParser, AConnectionOfAMediaSectionIsItsOwn) {
  const Session session =
      parsed(with("c=IN IP4 192.0.2.1\r\nm=audio 9 RTP/AVP 0\r\nc=IN IP6 2001:db8::1\r\n"));
  EXPECT_EQ(session.connection->address, "192.0.2.1");
  EXPECT_EQ(session.media[0].connection->ip, IpAddress::parse("2001:db8::1"));
}

TEST(SessionParser, AHostNameIsKeptButIsNoAddress) {
  const Session session = parsed(with("c=IN IP4 phone.example.com\r\nm=audio 9 RTP/AVP 0\r\n"));
  EXPECT_EQ(session.connection->address, "phone.example.com");
  EXPECT_EQ(session.connection->ip, std::nullopt);
}

TEST(SessionParser, ATtlIsNoPartOfTheAddress) {
  const Session session = parsed(with("c=IN IP4 224.2.1.1/127\r\nm=audio 9/2 RTP/AVP 0\r\n"));
  EXPECT_EQ(session.connection->address, "224.2.1.1");
  EXPECT_EQ(session.media[0].port, 9);
}

TEST(SessionParser, AnAttributeKeepsColonsInItsValue) {
  const Session session = parsed(with("a=tool:a:b\r\nm=audio 9 RTP/AVP 0\r\n"));
  EXPECT_EQ(*session.attributes.find("tool"), "a:b");
}

TEST(SessionParser, AnOriginNumberBeyond64BitsIsLegal) {
  const Session session =
      parsed("v=0\r\no=- 99999999999999999999999 1 IN IP4 h\r\nm=audio 9 RTP/AVP 0\r\n");
  EXPECT_EQ(session.origin.session_id, UINT64_MAX);
}

TEST(SessionParser, SaysWhichLineIsWrong) {
  const auto session = parse_session(with("m=audio nine RTP/AVP 0\r\n"));
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error(), (ParseError{5, "m="}));
}

TEST(SessionParser, RefusesWhatIsNoDescription) {
  EXPECT_EQ(problem(""), "o=");
  EXPECT_EQ(problem("hello"), "line");
  EXPECT_EQ(problem("a=b\r\n"), "v=");
  EXPECT_EQ(problem("v=1\r\n"), "v=");
  EXPECT_EQ(problem("v=0\r\ns=-\r\n"), "o=");
  EXPECT_EQ(problem("v=0\r\no=- x 1 IN IP4 h\r\n"), "o=");
  EXPECT_EQ(problem("v=0\r\no=- 1 1 XX IP4 h\r\n"), "o=");
  EXPECT_EQ(problem("v=0\r\no=- 1 1 IN IP4\r\n"), "o=");
}

TEST(SessionParser, RefusesBrokenMediaLines) {
  EXPECT_EQ(problem(with("m=audio\r\n")), "m=");
  EXPECT_EQ(problem(with("m=audio 70000 RTP/AVP 0\r\n")), "m=");
  EXPECT_EQ(problem(with("m=audio -1 RTP/AVP 0\r\n")), "m=");
  EXPECT_EQ(problem(with("m=audio 9 RTP/AVP\r\n")), "m=");
}

TEST(SessionParser, RefusesControlCharactersThatCouldCutALineInTwo) {
  using namespace std::string_literals;
  EXPECT_EQ(problem(with("a=x:y\rm=video 9 RTP/AVP 0\r\n")), "line");
  EXPECT_EQ(problem(with("a=x:"s + '\0' + "\r\n")), "line");
}

TEST(SessionParser, EveryTableHasABound) {
  std::string media = with("");
  for (int i = 0; i < 33; ++i) media += "m=audio 9 RTP/AVP 0\r\n";
  EXPECT_EQ(problem(media), "too many m=");
  std::string attributes = with("");
  for (int i = 0; i < 1'025; ++i) attributes += "a=b\r\n";
  EXPECT_EQ(problem(attributes), "too many a=");
  std::string formats = with("m=audio 9 RTP/AVP");
  for (int i = 0; i < 129; ++i) formats += " 0";
  EXPECT_EQ(problem(formats + "\r\n"), "m=");
  std::string bandwidth = with("");
  for (int i = 0; i < 17; ++i) bandwidth += "b=AS:1\r\n";
  EXPECT_EQ(problem(bandwidth), "too many b=");
  EXPECT_EQ(problem(with("a=" + std::string(kMaxSessionBytes, 'x') + "\r\n")), "too large");
}

}  // namespace sidetone::sdp
