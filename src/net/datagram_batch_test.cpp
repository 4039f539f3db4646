#include "net/datagram_batch.h"

#include <gmock/gmock.h>

#include <poll.h>
#include <string>
#include <string_view>

namespace sidetone::net {
namespace {

const IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});

UdpSocket open(const char* host) {
  auto socket = UdpSocket::open({*IpAddress::parse(host), 0});
  EXPECT_TRUE(socket) << socket.error().text;
  return std::move(*socket);
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text_of(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void send(const UdpSocket& socket, const SendBatch::Datagram& datagram) {
  SendBatch batch(4);
  batch.add(socket, datagram);
  EXPECT_EQ(batch.flush(socket), 0u);
}

std::span<const ReceiveBatch::Datagram> receive(ReceiveBatch& batch, const UdpSocket& socket) {
  pollfd wait{.fd = socket.fd(), .events = POLLIN, .revents = 0};
  EXPECT_EQ(::poll(&wait, 1, 2000), 1);
  return batch.receive(socket);
}

TEST(DatagramBatch, TellsWhoSentItAndToWhichOfOurAddresses) {
  const UdpSocket server = open("0.0.0.0"), client = open("127.0.0.1");
  send(client, {.to = {*IpAddress::parse("127.0.0.9"), server.local().port},
                .from = {},
                .bytes = bytes_of("hello")});
  ReceiveBatch batch({});
  const auto datagrams = receive(batch, server);
  ASSERT_EQ(datagrams.size(), 1u);
  EXPECT_EQ(text_of(datagrams[0].bytes), "hello");
  EXPECT_EQ(datagrams[0].remote, client.local());
  EXPECT_EQ(datagrams[0].local.to_string(), "127.0.0.9");
}

TEST(DatagramBatch, AReplyLeavesFromTheAddressThatWasAsked) {
  const UdpSocket server = open("0.0.0.0"), client = open("127.0.0.1");
  send(server,
       {.to = client.local(), .from = *IpAddress::parse("127.0.0.9"), .bytes = bytes_of("x")});
  ReceiveBatch batch({});
  const auto datagrams = receive(batch, client);
  ASSERT_EQ(datagrams.size(), 1u);
  EXPECT_EQ(datagrams[0].remote.ip.to_string(), "127.0.0.9");
}

TEST(DatagramBatch, ASocketWithOneAddressSaysThatOneAndSendsFromIt) {
  const UdpSocket server = open("127.0.0.9"), client = open("127.0.0.1");
  send(client, {.to = server.local(), .from = {}, .bytes = bytes_of("hello")});
  ReceiveBatch batch({});
  const auto asked = receive(batch, server);
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_EQ(asked[0].local.to_string(), "127.0.0.9");
  send(server, {.to = client.local(), .from = asked[0].local, .bytes = bytes_of("x")});
  const auto answered = receive(batch, client);
  ASSERT_EQ(answered.size(), 1u);
  EXPECT_EQ(answered[0].remote, server.local());
}

TEST(DatagramBatch, OneSocketSpeaksBothFamilies) {
  const UdpSocket server = open("0.0.0.0");
  if (server.family() != AF_INET6) GTEST_SKIP() << "this host has no IPv6";
  const UdpSocket client = open("::1");
  send(client, {.to = {*IpAddress::parse("::1"), server.local().port},
                .from = {},
                .bytes = bytes_of("six")});
  ReceiveBatch batch({});
  const auto datagrams = receive(batch, server);
  ASSERT_EQ(datagrams.size(), 1u);
  EXPECT_EQ(datagrams[0].remote, client.local());
  EXPECT_EQ(datagrams[0].local.to_string(), "::1");
}

TEST(DatagramBatch, TakesManyWithOneCallAndSaysWhenMoreMayWait) {
  const UdpSocket server = open("127.0.0.1"), client = open("127.0.0.1");
  SendBatch out(8);
  for (const char* text : {"1", "2", "3", "4", "5"}) {
    out.add(client, {.to = server.local(), .from = {}, .bytes = bytes_of(text)});
  }
  EXPECT_EQ(out.flush(client), 0u);
  ReceiveBatch batch({.datagrams = 4});
  EXPECT_EQ(receive(batch, server).size(), 4u);
  EXPECT_TRUE(batch.full());
  EXPECT_TRUE(batch.receive(server).empty()) << "no room";
  batch.clear();
  EXPECT_EQ(receive(batch, server).size(), 1u);
  EXPECT_FALSE(batch.full());
}

TEST(DatagramBatch, KeepsWhatItReadFromOneSocketWhileItReadsTheNext) {
  const UdpSocket one = open("127.0.0.1"), two = open("127.0.0.1"), client = open("127.0.0.1");
  send(client, {.to = one.local(), .from = {}, .bytes = bytes_of("first")});
  send(client, {.to = two.local(), .from = {}, .bytes = bytes_of("second")});
  ReceiveBatch batch({});
  const auto first = receive(batch, one);
  const auto second = receive(batch, two);
  ASSERT_EQ(first.size(), 1u);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(text_of(first[0].bytes), "first");
  EXPECT_EQ(text_of(second[0].bytes), "second");
}

TEST(DatagramBatch, DropsAndCountsWhatIsTooLong) {
  const UdpSocket server = open("127.0.0.1"), client = open("127.0.0.1");
  send(client, {.to = server.local(), .from = {}, .bytes = bytes_of("123456789")});
  send(client, {.to = server.local(), .from = {}, .bytes = bytes_of("12345678")});
  ReceiveBatch batch({.datagrams = 4, .longest = 8});
  const auto datagrams = receive(batch, server);
  ASSERT_EQ(datagrams.size(), 1u);
  EXPECT_EQ(text_of(datagrams[0].bytes), "12345678");
  EXPECT_EQ(batch.oversized(), 1u);
}

TEST(DatagramBatch, ADatagramCanGrowInPlace) {
  const UdpSocket server = open("127.0.0.1"), client = open("127.0.0.1");
  send(client, {.to = server.local(), .from = {}, .bytes = bytes_of("12345678")});
  send(client, {.to = server.local(), .from = {}, .bytes = bytes_of("second")});
  ReceiveBatch batch({.datagrams = 2, .longest = 8, .tail_room = 4});
  const auto datagrams = receive(batch, server);
  ASSERT_EQ(datagrams.size(), 2u);
  std::uint8_t* behind = datagrams[0].bytes.data() + datagrams[0].bytes.size();
  std::fill(behind, behind + 4, std::uint8_t{0xFF});
  EXPECT_EQ(text_of(datagrams[1].bytes), "second");
}

TEST(DatagramBatch, OneBadTargetLosesOnlyItsOwnDatagram) {
  const UdpSocket server = open("127.0.0.1"), client = open("127.0.0.1");
  SendBatch out(4);
  out.add(client,
          {.to = {*IpAddress::parse("2001:db8::1"), 9}, .from = {}, .bytes = bytes_of("v6")});
  out.add(client, {.to = server.local(), .from = {}, .bytes = bytes_of("good")});
  EXPECT_EQ(out.flush(client), 1u);
  ReceiveBatch batch({});
  const auto datagrams = receive(batch, server);
  ASSERT_EQ(datagrams.size(), 1u);
  EXPECT_EQ(text_of(datagrams[0].bytes), "good");
}

TEST(UdpSocket, SaysInOneLineWhichPortIsTaken) {
  const UdpSocket first = open("127.0.0.1");
  const auto second = UdpSocket::open({kLoopback, first.local().port});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text,
            "UDP 127.0.0.1:" + std::to_string(first.local().port) + ": Address already in use");
}

}  // namespace
}  // namespace sidetone::net
