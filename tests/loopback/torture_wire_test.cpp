// Every torture message of RFC 4475 and RFC 5118 over a real UDP socket: the answer that comes
// back is one that the RFC allows, and the server goes on serving.
#include "corpus/torture_table.h"
#include "loopback/loopback_server.h"
#include "net/datagram_batch.h"
#include "rtc/byte_order.h"

#include <gmock/gmock.h>

#include <charconv>
#include <set>

namespace sidetone::test {
namespace {

using corpus::TortureMessage;

/// The ports to which an answer may go: the Via's own [RFC3261 §18.2.2], else 5060.
std::set<std::uint16_t> via_ports(const std::string& message) {
  std::set<std::uint16_t> ports{5060};
  for (std::size_t at = message.find("SIP/2.0/"); at != std::string::npos;
       at = message.find("SIP/2.0/", at + 1)) {
    const std::size_t end = message.find_first_of(";,\r\n", at);
    const std::size_t colon = message.rfind(':', end);
    std::uint16_t port = 0;
    if (colon > at && colon != std::string::npos) {
      std::from_chars(message.data() + colon + 1, message.data() + message.size(), port);
    }
    if (port != 0) ports.insert(port);
  }
  return ports;
}

class TortureOnTheWire : public testing::TestWithParam<TortureMessage> {
 protected:
  /// Sends from an address of its own, so that the Via's port is free whatever it is.
  static inline const IpAddress kClient = *IpAddress::parse("127.0.0.77");

  void listen(const std::string& message) {
    sockets_.push_back(std::move(*net::UdpSocket::open({kClient, 0})));
    for (const std::uint16_t port : via_ports(message)) {
      auto socket = net::UdpSocket::open({kClient, port});
      ASSERT_TRUE(socket) << socket.error().text;
      sockets_.push_back(std::move(*socket));
    }
  }
  void send(const std::string& message) {
    net::SendBatch batch(1);
    batch.add(sockets_.front(), {.to = server_.udp, .from = {}, .bytes = rtc::bytes_of(message)});
    ASSERT_EQ(batch.flush(sockets_.front()), 0u);
  }
  void read_answers() {
    net::ReceiveBatch batch({.datagrams = 8, .longest = 65'000});
    for (const net::UdpSocket& socket : sockets_) {
      for (const auto& datagram : batch.receive(socket)) {
        answers_.emplace_back(datagram.bytes.begin(), datagram.bytes.end());
      }
    }
  }
  bool probe_answered() const {
    return std::ranges::any_of(answers_, [](const std::string& answer) {
      return answer.find("Call-ID: probe@") != std::string::npos;
    });
  }
  /// The final status of the message's answer; 0: none came.
  int status() const {
    int found = 0;
    for (const std::string& answer : answers_) {
      if (answer.find("Call-ID: probe@") != std::string::npos) continue;
      if (!answer.starts_with("SIP/2.0 ")) continue;
      const int code = std::stoi(answer.substr(8, 3));
      if (code >= 200) found = code;
    }
    return found;
  }

  LoopbackServer server_;
  std::vector<net::UdpSocket> sockets_;
  std::vector<std::string> answers_;
};

TEST_P(TortureOnTheWire, IsAnsweredAsTheRfcAllows) {
  const std::string message = corpus::load(GetParam());
  listen(message);
  send(message);
  // Answered in order: when this one's answer is there, so is the other's, or none ever will be.
  send(options_request("UDP", "probe"));
  ASSERT_TRUE(server_.run_until([&] {
    read_answers();
    return probe_answered();
  })) << "the server does not answer any more";
  EXPECT_THAT(GetParam().answers, testing::Contains(status()));
}

std::string name_of(const testing::TestParamInfo<TortureMessage>& info) {
  std::string name(info.param.file);
  std::ranges::replace_if(
      name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Rfc, TortureOnTheWire, testing::ValuesIn(corpus::kTortureMessages),
                         name_of);

}  // namespace
}  // namespace sidetone::test
