#include "net/dns_client.h"

#include "net/udp_listener.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>

namespace sidetone::net {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

/// "\3www\7example\0"
std::string wire_name(const std::string& name) {
  std::string wire;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    wire += static_cast<char>(dot - at) + name.substr(at, dot - at);
    at = dot + 1;
  }
  return wire + '\0';
}

std::string u16(unsigned value) {
  return {static_cast<char>(value >> 8U), static_cast<char>(value & 0xFFU)};
}

std::string counted(const std::string& text) {
  return static_cast<char>(text.size()) + text;
}

/// A name server on loopback that knows what the test tells it: question to record data.
class NameServer {
 public:
  explicit NameServer(boost::asio::io_context& loop)
      : listener_(loop, std::move(*UdpSocket::open({IpAddress::v4({127, 0, 0, 1}), 0})), drops_) {
    listener_.start({.receive = [this](const ReceiveBatch::Datagram& query) { answer(query); },
                     .batch_end = [] {}});
  }
  void knows(const std::string& name, unsigned kind, std::vector<std::string> data) {
    records_[wire_name(name) + u16(kind)] = std::move(data);
  }
  std::string address() const { return listener_.local().to_string(); }

 private:
  void answer(const ReceiveBatch::Datagram& query) {
    const std::string text(query.bytes.begin(), query.bytes.end());
    const std::size_t name_end = text.find('\0', 12);
    const std::string question = text.substr(12, name_end - 12 + 3);  // Name and type.
    const auto found = records_.find(question);
    const std::size_t count = found == records_.end() ? 0 : found->second.size();
    std::string reply = text.substr(0, 2) + (count > 0 ? "\x81\x80"s : "\x81\x83"s) + u16(1) +
                        u16(static_cast<unsigned>(count)) + u16(0) + u16(0) + question + u16(1);
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& data = found->second[i];
      reply += "\xC0\x0C"s + question.substr(question.size() - 2) + u16(1) + u16(0) + u16(60) +
               u16(static_cast<unsigned>(data.size())) + data;
    }
    listener_.send({query.remote, query.local, reply});
  }

  DropCounters drops_;
  UdpListener listener_;
  std::map<std::string, std::vector<std::string>> records_;
};

class DnsClientTest : public testing::Test {
 protected:
  template <typename Record>
  DnsClient::Answer<Record> keep(std::optional<Expected<std::vector<Record>, DnsFailure>>& into) {
    return [&into, this](Expected<std::vector<Record>, DnsFailure> answer) {
      into = std::move(answer);
      loop_.stop();
    };
  }

  boost::asio::io_context loop_;
  NameServer server_{loop_};
  DnsClient client_{loop_, server_.address()};
};

TEST_F(DnsClientTest, FindsAddressesOfBothFamilies) {
  server_.knows("phone.example", 1, {"\xC0\x00\x02\x01"s, "\xC0\x00\x02\x02"s});
  server_.knows("phone.example", 28, {"\x20\x01\x0D\xB8"s + std::string(11, '\0') + '\x07'});
  std::optional<Expected<std::vector<IpAddress>, DnsFailure>> four, six;
  client_.addresses_v4("phone.example", keep<IpAddress>(four));
  EXPECT_FALSE(four) << "never from within the question";
  loop_.run_for(3s);
  loop_.restart();
  client_.addresses_v6("phone.example", keep<IpAddress>(six));
  loop_.run_for(3s);
  ASSERT_TRUE(four && *four);
  EXPECT_EQ((*four)->size(), 2u);
  EXPECT_EQ((*four)->front().to_string(), "192.0.2.1");
  ASSERT_TRUE(six && *six);
  EXPECT_EQ((*six)->front().to_string(), "2001:db8::7");
}

TEST_F(DnsClientTest, FindsServices) {
  server_.knows("_sip._udp.example", 33,
                {u16(10) + u16(60) + u16(5070) + wire_name("a.example"),
                 u16(20) + u16(0) + u16(5060) + wire_name("b.example")});
  std::optional<Expected<std::vector<ServiceRecord>, DnsFailure>> found;
  client_.services("_sip._udp.example", keep<ServiceRecord>(found));
  loop_.run_for(3s);
  ASSERT_TRUE(found && *found);
  ASSERT_EQ((*found)->size(), 2u);
  const ServiceRecord& first = (*found)->front();
  EXPECT_EQ(first.target, "a.example");
  EXPECT_EQ(first.priority, 10);
  EXPECT_EQ(first.weight, 60);
  EXPECT_EQ(first.port, 5070);
}

TEST_F(DnsClientTest, FindsNaptr) {
  server_.knows("example", 35,
                {u16(50) + u16(51) + counted("s") + counted("SIPS+D2T") + counted("") +
                 wire_name("_sips._tcp.example")});
  std::optional<Expected<std::vector<NaptrRecord>, DnsFailure>> found;
  client_.naptr("example", keep<NaptrRecord>(found));
  loop_.run_for(3s);
  ASSERT_TRUE(found && *found);
  const NaptrRecord& record = (*found)->front();
  EXPECT_EQ(record.order, 50);
  EXPECT_EQ(record.preference, 51);
  EXPECT_EQ(record.flags, "s");
  EXPECT_EQ(record.service, "SIPS+D2T");
  EXPECT_EQ(record.replacement, "_sips._tcp.example");
}

TEST_F(DnsClientTest, TellsANameThatIsNotFromAServerThatIsNot) {
  std::optional<Expected<std::vector<IpAddress>, DnsFailure>> unknown, gone;
  client_.addresses_v4("nobody.example", keep<IpAddress>(unknown));
  loop_.run_for(3s);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->error(), DnsFailure::kNoSuchName);

  loop_.restart();
  const UdpSocket reserved = std::move(*UdpSocket::open({IpAddress::v4({127, 0, 0, 1}), 0}));
  SocketAddress nobody = reserved.local();
  nobody.ip = *IpAddress::parse("127.0.0.2");
  DnsClient deaf(loop_, nobody.to_string());
  deaf.addresses_v4("phone.example", keep<IpAddress>(gone));
  loop_.run_for(20s);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->error(), DnsFailure::kUnavailable);
}

TEST_F(DnsClientTest, ForgetsItsQuestionsWhenItGoes) {
  std::optional<Expected<std::vector<IpAddress>, DnsFailure>> never;
  {
    DnsClient brief(loop_, server_.address());
    brief.addresses_v4("phone.example", keep<IpAddress>(never));
  }
  loop_.run_for(50ms);
  EXPECT_FALSE(never);
}

}  // namespace
}  // namespace sidetone::net
