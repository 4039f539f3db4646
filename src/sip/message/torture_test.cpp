#include "../../../tests/corpus/torture_table.h"
#include "sip/message/message.h"
#include "sip/message/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

using corpus::TortureMessage;
using testing::HasSubstr;
using Values = std::vector<std::string_view>;

class Torture : public testing::TestWithParam<TortureMessage> {};

std::string test_name(const testing::TestParamInfo<TortureMessage>& info) {
  std::string name(info.param.file);
  for (char& c : name) {
    if (c == '/' || c == '.' || c == '-') c = '_';
  }
  return name;
}

TEST_P(Torture, EndsAsTheRfcHasIt) {
  const auto parsed = parse_message(corpus::load(GetParam()));
  if (!GetParam().error) {
    EXPECT_TRUE(parsed) << parsed.error().what;
    return;
  }
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, GetParam().error);
  EXPECT_EQ(parsed.error().what, GetParam().what);
}

TEST_P(Torture, IsAnsweredWhereItDoesNotParse) {
  const std::string bytes = corpus::load(GetParam());
  const auto parsed = parse_message(bytes);
  if (parsed) return;
  const auto response = response_to_malformed(bytes, parsed.error());
  EXPECT_EQ(response ? response->status : 0, GetParam().malformed_status);
}

TEST_P(Torture, IsTheSameAfterWritingAndReading) {
  const auto first = parse_message(corpus::load(GetParam()));
  if (!first) return;
  const auto write = [](const auto& message) { return to_bytes(message); };
  const std::string written = std::visit(write, *first);
  const auto second = parse_message(written);
  ASSERT_TRUE(second) << written;
  EXPECT_EQ(std::visit(write, *second), written);
}

INSTANTIATE_TEST_SUITE_P(Corpus, Torture, testing::ValuesIn(corpus::kTortureMessages), test_name);

Message message(std::string_view file) {
  return parse_message(corpus::load(corpus::torture_message(file))).value();
}
Request request(std::string_view file) {
  return std::get<Request>(message(file));
}
Response response(std::string_view file) {
  return std::get<Response>(message(file));
}

// [RFC4475 §3.1.1.1]
TEST(TortureMessage, ReadsAShortTortuousInvite) {
  const Request invite = request("rfc4475/wsinv.dat");
  EXPECT_EQ(invite.uri, "sip:vivekg@chair-dnrc.example.com;unknownparam");
  const Essentials found = essentials(invite.headers).value();
  EXPECT_EQ(found.via.transport, "UDP");
  EXPECT_EQ(found.via.host, "192.0.2.2");
  EXPECT_EQ(found.via.branch(), "390skdjuw");
  EXPECT_EQ(found.from.display_name, "J Rosenberg \\\"");
  EXPECT_EQ(found.from.tag(), "98asjd8");
  EXPECT_EQ(found.to.tag(), "1918181833n");
  EXPECT_EQ(found.cseq, (CSeq{9, "INVITE"}));
  EXPECT_EQ(invite.headers.find(HeaderId::kMaxForwards), "0068");
  EXPECT_EQ(invite.headers.find(HeaderId::kSubject), "");
  EXPECT_EQ(invite.headers.find("NewFangledHeader"), "newfangled value continued newfangled value");
  EXPECT_EQ(invite.headers.find("UnknownHeaderWithUnusualValue"), ";;,,;;,;");
  const auto vias = invite.headers.values(HeaderId::kVia);
  ASSERT_EQ(vias.size(), 3U);
  EXPECT_EQ(parse_via(vias[1]).value().to_string(),
            "SIP/2.0/TCP spindle.example.com;branch=z9hG4bK9ikj8");
  EXPECT_EQ(parse_via(vias[2]).value().to_string(),
            "SIP/2.0/UDP 192.168.255.111;branch=z9hG4bK30239");
  const NameAddr contact = parse_name_addr(invite.headers.find(HeaderId::kContact).value()).value();
  EXPECT_EQ(contact.display_name, "Quoted string \"\"");
  EXPECT_EQ(contact.parameters.find("newparam"), "newvalue");
  EXPECT_EQ(contact.parameters.find("q"), "0.33");
  EXPECT_TRUE(contact.parameters.has("secondparam"));
}

// [RFC4475 §3.1.1.2]
TEST(TortureMessage, ReadsEveryCharacterThatAWordMayHold) {
  const Request odd = request("rfc4475/intmeth.dat");
  EXPECT_EQ(odd.method, "!interesting-Method0123456789_*+`.%indeed'~");
  const Uri uri = parse_uri(odd.uri).value();
  EXPECT_EQ(uri.user, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
  EXPECT_EQ(uri.password, "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
  EXPECT_EQ(uri.to_string(), odd.uri);
  const Essentials found = essentials(odd.headers).value();
  EXPECT_EQ(found.to.display_name, std::string_view("BEL:\x07 NUL:\x00 DEL:\x7F", 17));
  EXPECT_EQ(found.from.display_name, "token1~` token2'+_ token3*%!.-");
  EXPECT_EQ(found.from.tag(), "_token~1'+`*%!-.");
  EXPECT_EQ(found.from.parameters.find("fromParam''~+*_!.-%"),
            "\xD1\x80\xD0\xB0\xD0\xB1\xD0\xBE\xD1\x82\xD0\xB0\xD1\x8E\xD1\x89\xD0\xB8\xD0\xB9");
  EXPECT_EQ(found.call_id, "intmeth.word%ZK-!.*_+'@word`~)(><:\\/\"][?}{");
  EXPECT_EQ(odd.headers.find("extensionHeader-!.%*+_`'~"),
            "\xEF\xBB\xBF\xE5\xA4\xA7\xE5\x81\x9C\xE9\x9B\xBB");
}

// [RFC4475 §3.1.1.3]
TEST(TortureMessage, UnescapesUrisOnly) {
  const Request invite = request("rfc4475/esc01.dat");
  EXPECT_EQ(parse_uri(invite.uri).value().user, "sips:user@example.com");
  const Essentials found = essentials(invite.headers).value();
  EXPECT_EQ(found.to.uri.user, "user");
  EXPECT_EQ(found.from.uri.user, "I have spaces");
  const NameAddr contact = parse_name_addr(invite.headers.find(HeaderId::kContact).value()).value();
  EXPECT_EQ(contact.uri.user, "caller");
  EXPECT_TRUE(contact.uri.parameters.has("lr"));
  EXPECT_EQ(contact.uri.parameters.find("name"), "value%41");
}

// [RFC4475 §3.1.1.4]
TEST(TortureMessage, TellsOneNulFromTwo) {
  const Request request_with_nul = request("rfc4475/escnull.dat");
  const auto contacts = request_with_nul.headers.values(HeaderId::kContact);
  ASSERT_EQ(contacts.size(), 2U);
  EXPECT_EQ(parse_name_addr(contacts[0]).value().uri.user, std::string(1, '\0'));
  EXPECT_EQ(parse_name_addr(contacts[1]).value().uri.user, std::string(2, '\0'));
  EXPECT_EQ(parse_name_addr(contacts[1]).value().to_string(), "<sip:%00%00@host5.example.com>");
}

// [RFC4475 §3.1.1.5]
TEST(TortureMessage, UnescapesNoMethodNoNameAndNoHeader) {
  const Request odd = request("rfc4475/esc02.dat");
  EXPECT_EQ(odd.method, "RE%47IST%45R");
  EXPECT_EQ(odd.headers.count(HeaderId::kContact), 2U);
  EXPECT_EQ(odd.headers.find("C%6Fntact"), "<sip:alias2@host2.example.com>");
  const Essentials found = essentials(odd.headers).value();
  EXPECT_EQ(found.to.display_name, "%Z%45");
  EXPECT_EQ(found.via.branch(), "z9hG4bK209%fzsnel234");
}

// [RFC4475 §3.1.1.7]
TEST(TortureMessage, ReadsLongValues) {
  const Request invite = request("rfc4475/longreq.dat");
  EXPECT_EQ(invite.headers.values(HeaderId::kVia).size(), 34U);
  const Essentials found = essentials(invite.headers).value();
  EXPECT_EQ(found.via.host, "sip33.example.com");
  EXPECT_THAT(found.to.display_name, HasSubstr("extremeextreme proportion"));
  EXPECT_EQ(found.to.uri.port, 6000);
  EXPECT_EQ(found.from.uri.user.size(), 115U);
}

// [RFC4475 §3.1.1.8]
TEST(TortureMessage, TakesTheFirstOfTwoInADatagram) {
  const Request first = request("rfc4475/dblreq.dat");
  EXPECT_EQ(first.method, "REGISTER");
  EXPECT_EQ(first.body, "");
}

// [RFC4475 §3.1.1.9]
TEST(TortureMessage, KeepsTheSemicolonInTheUser) {
  const Uri uri = parse_uri(request("rfc4475/semiuri.dat").uri).value();
  EXPECT_EQ(uri.user, "user;par=u@example.net");
  EXPECT_EQ(uri.host, "example.com");
  EXPECT_TRUE(uri.parameters.empty());
  EXPECT_EQ(request("rfc4475/semiuri.dat").headers.values(HeaderId::kAccept).size(), 6U);
}

// [RFC4475 §3.1.1.10]
TEST(TortureMessage, ReadsTransportsThatNobodyKnows) {
  std::string transports;
  const Request options = request("rfc4475/transports.dat");
  for (const std::string_view value : options.headers.values(HeaderId::kVia)) {
    transports += parse_via(value).value().transport + " ";
  }
  EXPECT_EQ(transports, "UDP SCTP TLS UNKNOWN TCP ");
}

// [RFC4475 §3.1.1.11]
TEST(TortureMessage, KeepsABinaryBody) {
  const Request text = request("rfc4475/mpart01.dat");
  EXPECT_EQ(text.body.size(), 553U);
  EXPECT_THAT(text.body, HasSubstr(std::string("\x05\x00\x04\x81\x80", 5)));
  EXPECT_TRUE(text.body.ends_with("--7a9cbec02ceef655--\r\n"));
}

// [RFC4475 §3.1.1.12, §3.1.1.13]
TEST(TortureMessage, ReadsAnyReasonAndNone) {
  EXPECT_EQ(response("rfc4475/unreason.dat").status, 200);
  EXPECT_THAT(response("rfc4475/unreason.dat").reason, HasSubstr("= 2**3 * 5**2 \xD0\xBD\xD0\xBE"));
  EXPECT_EQ(response("rfc4475/noreason.dat").status, 100);
  EXPECT_EQ(response("rfc4475/noreason.dat").reason, "");
}

// [RFC4475 §3.1.2.4] what the parser's CSeq leaves unseen.
TEST(TortureMessage, HoldsLargeExpiresAtTheLargest) {
  EXPECT_EQ(parse_delta_seconds("280297596632815"), 4294967295U);
}

// [RFC4475 §3.1.2.13]
TEST(TortureMessage, RefusesAContactThatNeedsBrackets) {
  const Request bad = request("rfc4475/regbadct.dat");
  EXPECT_EQ(parse_name_addr_list(bad.headers.find(HeaderId::kContact).value()).error().kind,
            ParseError::Kind::kBadHeader);
}

// [RFC4475 §3.2.1]
TEST(TortureMessage, KeepsABranchOfTheCookieAlone) {
  const Request bad = request("rfc4475/badbranch.dat");
  EXPECT_EQ(essentials(bad.headers).value().via.branch(), "z9hG4bK");
}

// [RFC4475 §3.3.2, §3.3.3, §3.3.4]
TEST(TortureMessage, KeepsUnknownSchemesForWhoeverRefusesThem) {
  EXPECT_EQ(parse_uri(request("rfc4475/unkscm.dat").uri).value().scheme, "nobodyknowsthisscheme");
  EXPECT_EQ(parse_uri(request("rfc4475/novelsc.dat").uri).value().scheme, "soap.beep");
  const Essentials found = essentials(request("rfc4475/unksm2.dat").headers).value();
  EXPECT_EQ(found.to.uri.scheme, "isbn");
  EXPECT_EQ(found.from.uri.opaque, "//www.example.com");
  EXPECT_EQ(found.from.tag(), "3234233");
}

// [RFC4475 §3.3.5]
TEST(TortureMessage, ReadsWhatIsRequired) {
  const Request options = request("rfc4475/bext01.dat");
  EXPECT_TRUE(options.headers.has_token(HeaderId::kRequire, "nothingSupportsThisEither"));
  EXPECT_EQ(options.headers.values(HeaderId::kProxyRequire),
            (Values{"noProxiesSupportThis", "norDoAnyProxiesSupportThis"}));
}

// [RFC4475 §3.3.12, §3.3.13, §3.3.14]
TEST(TortureMessage, GivesContactParametersToTheirOwner) {
  const auto contact = [](std::string_view file) {
    const Request registration = request(file);
    return parse_name_addr(registration.headers.find(HeaderId::kContact).value()).value();
  };
  EXPECT_TRUE(contact("rfc4475/cparam01.dat").parameters.has("unknownparam"));
  EXPECT_TRUE(contact("rfc4475/cparam02.dat").uri.parameters.has("unknownparam"));
  EXPECT_EQ(contact("rfc4475/regescrt.dat").uri.headers, "Route=%3Csip:sip.example.com%3E");
}

// [RFC4475 §3.4.1]
TEST(TortureMessage, ReadsAnInviteOfRfc2543) {
  const Request invite = request("rfc4475/inv2543.dat");
  const Essentials found = essentials(invite.headers).value();
  EXPECT_EQ(found.from.tag(), "");
  EXPECT_EQ(found.via.branch(), "");
  EXPECT_FALSE(invite.headers.has(HeaderId::kContentLength));
  EXPECT_TRUE(invite.body.ends_with("m=audio 49217 RTP/AVP 0\r\n"));
}

// [RFC5118 §4.1, §4.3, §4.4]
TEST(TortureMessage, ReadsIpv6Ports) {
  EXPECT_EQ(parse_uri(request("rfc5118/ipv6-good").uri).value().host, "[2001:db8::10]");
  EXPECT_EQ(parse_uri(request("rfc5118/port-ambiguous").uri).value().host, "[2001:db8::10:5070]");
  EXPECT_EQ(parse_uri(request("rfc5118/port-ambiguous").uri).value().port, 0);
  EXPECT_EQ(parse_uri(request("rfc5118/port-unambiguous").uri).value().host, "[2001:db8::10]");
  EXPECT_EQ(parse_uri(request("rfc5118/port-unambiguous").uri).value().port, 5070);
}

// [RFC5118 §4.5]
TEST(TortureMessage, ReadsReceivedWithAndWithoutBrackets) {
  const auto received = [](std::string_view file) {
    return std::string(
        essentials(request(file).headers).value().via.parameters.find("received").value());
  };
  EXPECT_EQ(received("rfc5118/via-received-param-with-delim"), "[2001:db8::9:255]");
  EXPECT_EQ(received("rfc5118/via-received-param-no-delim"), "2001:db8::9:255");
}

// [RFC5118 §4.7]
TEST(TortureMessage, ReadsViasOfBothFamilies) {
  std::string hosts;
  const Request bye = request("rfc5118/mult-ip-in-header");
  for (const std::string_view value : bye.headers.values(HeaderId::kVia)) {
    hosts += parse_via(value).value().host + " ";
  }
  EXPECT_EQ(hosts, "[2001:db8::9:1] 192.0.2.1 [2001:db8::9:255] ");
}

// [RFC5118 §4.9, §4.10]
TEST(TortureMessage, ReadsMappedAddressesAndThreeColons) {
  const Request mapped = request("rfc5118/ipv4-mapped-ipv6");
  EXPECT_EQ(essentials(mapped.headers).value().via.host, "[::ffff:192.0.2.10]");
  EXPECT_EQ(parse_uri(request("rfc5118/ipv6-bug-abnf-3-colons").uri).value().host,
            "[2001:db8::192.0.2.1]");
}

}  // namespace
}  // namespace sidetone::sip
