#include "sip/resolve/server_search.h"

#include <gtest/gtest.h>

#include <map>

namespace sidetone::sip {
namespace {

/// A search with a zone file: answers what the search asks, and tells the story.
class Bench {
 public:
  Bench& naptr(const std::string& name, std::vector<NaptrRecord> records) {
    naptr_[name] = std::move(records);
    return *this;
  }
  Bench& services(const std::string& name, std::vector<ServiceRecord> records) {
    services_[name] = std::move(records);
    return *this;
  }
  Bench& host(const std::string& name, const std::vector<std::string>& addresses) {
    for (const std::string& text : addresses) hosts_[name].push_back(*IpAddress::parse(text));
    return *this;
  }

  std::string search(ServerSearch::Target target) {
    SeededRandom random(1);
    ServerSearch search(std::move(target), random);
    std::string story = "\n";
    while (const auto output = search.poll()) {
      if (const auto* ask = std::get_if<ServerSearch::Ask>(&*output)) {
        story += answer(search, *ask);
      } else if (const auto* found = std::get_if<ServerSearch::Found>(&*output)) {
        for (const auto& server : found->servers) {
          story +=
              std::string(via_name(server.transport)) + " " + server.address.to_string() + "\n";
        }
      } else {
        story += "not found\n";
      }
    }
    return story;
  }

 private:
  std::string answer(ServerSearch& search, const ServerSearch::Ask& ask) {
    switch (ask.records) {
      case ServerSearch::Records::kNaptr:
        search.handle_naptr(ask.question, naptr_[ask.name]);
        return "NAPTR " + ask.name + "\n";
      case ServerSearch::Records::kServices:
        search.handle_services(ask.question, services_[ask.name]);
        return "SRV " + ask.name + "\n";
      case ServerSearch::Records::kAddresses:
        search.handle_addresses(ask.question, hosts_[ask.name]);
        return "A " + ask.name + "\n";
    }
    return {};
  }

  std::map<std::string, std::vector<NaptrRecord>> naptr_;
  std::map<std::string, std::vector<ServiceRecord>> services_;
  std::map<std::string, std::vector<IpAddress>> hosts_;
};

TEST(ServerSearch, ANumericHostNeedsNoDns) {
  EXPECT_EQ(Bench().search({.host = "192.0.2.1"}), "\nUDP 192.0.2.1:5060\n");
  EXPECT_EQ(Bench().search({.host = "192.0.2.1", .port = 5080}), "\nUDP 192.0.2.1:5080\n");
  EXPECT_EQ(Bench().search({.host = "2001:db8::1", .sips = true}), "\nTLS [2001:db8::1]:5061\n");
  EXPECT_EQ(Bench().search({.host = "192.0.2.1", .transport = Transport::kTcp}),
            "\nTCP 192.0.2.1:5060\n");
}

TEST(ServerSearch, ANameWithAPortIsLookedUpAsAHost) {
  EXPECT_EQ(Bench()
                .host("pbx.example", {"192.0.2.1", "2001:db8::1"})
                .search({.host = "pbx.example", .port = 5080}),
            R"(
A pbx.example
UDP 192.0.2.1:5080
UDP [2001:db8::1]:5080
)");
}

TEST(ServerSearch, ATransportInTheUriIsAskedForAlone) {
  EXPECT_EQ(Bench()
                .services("_sip._tcp.example", {{.port = 5070, .target = "a.example"}})
                .host("a.example", {"192.0.2.1"})
                .search({.host = "example", .transport = Transport::kTcp}),
            R"(
SRV _sip._tcp.example
A a.example
TCP 192.0.2.1:5070
)");
}

TEST(ServerSearch, TheDomainsOwnOrderWins) {
  // [RFC3263 §4.1]'s own example: TLS preferred over TCP over UDP.
  EXPECT_EQ(Bench()
                .naptr("example.com", {{90, 50, "s", "SIP+D2T", "_sip._tcp.example.com"},
                                       {100, 50, "s", "SIP+D2U", "_sip._udp.example.com"},
                                       {50, 50, "s", "SIPS+D2T", "_sips._tcp.example.com"},
                                       {10, 10, "u", "E2U+sip", ""}})
                .services("_sips._tcp.example.com", {{.port = 5061, .target = "a.example.com"}})
                .services("_sip._tcp.example.com",
                          {{1, 0, 5060, "a.example.com"}, {0, 0, 5060, "b.example.com"}})
                .host("a.example.com", {"192.0.2.1"})
                .host("b.example.com", {"192.0.2.2"})
                .search({.host = "example.com"}),
            R"(
NAPTR example.com
SRV _sips._tcp.example.com
SRV _sip._tcp.example.com
SRV _sip._udp.example.com
A a.example.com
A b.example.com
A a.example.com
TLS 192.0.2.1:5061
TCP 192.0.2.2:5060
TCP 192.0.2.1:5060
)");
}

TEST(ServerSearch, WithoutNaptrEachTransportIsTried) {
  EXPECT_EQ(Bench()
                .services("_sip._udp.example", {{.port = 5060, .target = "a.example"}})
                .host("a.example", {"192.0.2.1"})
                .search({.host = "example"}),
            R"(
NAPTR example
SRV _sips._tcp.example
SRV _sip._tcp.example
SRV _sip._udp.example
A a.example
UDP 192.0.2.1:5060
)");
}

TEST(ServerSearch, WithoutAnySrvTheNameItselfIsTheHost) {
  EXPECT_EQ(Bench().host("example", {"192.0.2.1"}).search({.host = "example", .sips = true}), R"(
NAPTR example
SRV _sips._tcp.example
A example
TLS 192.0.2.1:5061
)");
}

TEST(ServerSearch, ASipsUriNeverLeavesTls) {
  EXPECT_EQ(Bench()
                .naptr("example", {{1, 1, "s", "SIP+D2U", "_sip._udp.example"}})
                .search({.host = "example", .sips = true}),
            R"(
NAPTR example
SRV _sips._tcp.example
A example
not found
)");
  EXPECT_EQ(Bench().search({.host = "192.0.2.1", .transport = Transport::kUdp, .sips = true}),
            "\nnot found\n");
}

TEST(ServerSearch, AServiceThatIsDecidedlyNotThereIsNotLookedFor) {
  EXPECT_EQ(Bench()
                .services("_sip._udp.example", {{.port = 0, .target = "."}})
                .search({.host = "example", .transport = Transport::kUdp}),
            R"(
SRV _sip._udp.example
not found
)");
}

TEST(ServerSearch, AZoneCannotMakeItAskWithoutEnd) {
  Bench bench;
  std::vector<ServiceRecord> many;
  for (std::uint16_t i = 0; i < 100; ++i) {
    many.push_back({i, 0, 5060, "host" + std::to_string(i)});
  }
  bench.services("_sip._udp.example", many);
  const std::string story = bench.search({.host = "example", .transport = Transport::kUdp});
  EXPECT_EQ(std::count(story.begin(), story.end(), 'A'), 16);
}

TEST(ServerSearch, AnswersThatNobodyAskedForAreIgnored) {
  SeededRandom random(1);
  ServerSearch search({.host = "example", .port = 5060}, random);
  ASSERT_TRUE(search.poll());
  search.handle_naptr(7, {});
  search.handle_services(0, {});
  search.handle_addresses(9, {});
  EXPECT_FALSE(search.poll());
}

}  // namespace
}  // namespace sidetone::sip
