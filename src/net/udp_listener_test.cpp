#include "net/udp_listener.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace sidetone::net {
namespace {

using namespace std::chrono_literals;

UdpSocket open() {
  return std::move(*UdpSocket::open({IpAddress::v4({127, 0, 0, 1}), 0}));
}

TEST(UdpListener, AnswersFromTheAddressThatWasAsked) {
  boost::asio::io_context loop;
  DropCounters drops;
  UdpListener server(loop, std::move(*UdpSocket::open({IpAddress(), 0})), drops);
  UdpListener client(loop, open(), drops);
  server.start({.receive =
                    [&](const ReceiveBatch::Datagram& datagram) {
                      server.send({datagram.remote, datagram.local, "pong"});
                    },
                .batch_end = [] {}});
  std::optional<SocketAddress> answered;
  std::string answer;
  client.start({.receive =
                    [&](const ReceiveBatch::Datagram& datagram) {
                      answered = datagram.remote;
                      answer.assign(datagram.bytes.begin(), datagram.bytes.end());
                      loop.stop();
                    },
                .batch_end = [] {}});
  client.send({{*IpAddress::parse("127.0.0.7"), server.local().port}, {}, "ping"});
  client.flush();
  loop.run_for(2s);
  EXPECT_EQ(answer, "pong");
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->to_string(), "127.0.0.7:" + std::to_string(server.local().port));
}

TEST(UdpListener, DrainsABurstLargerThanItsBatch) {
  boost::asio::io_context loop;
  DropCounters drops;
  UdpListener server(loop, open(), drops), client(loop, open(), drops);
  int received = 0, batches = 0;
  server.start({.receive =
                    [&](const ReceiveBatch::Datagram&) {
                      if (++received == 200) loop.stop();
                    },
                .batch_end = [&] { ++batches; }});
  for (int i = 0; i < 200; ++i) client.send({server.local(), {}, std::to_string(i)});
  client.flush();
  loop.run_for(2s);
  EXPECT_EQ(received, 200);
  EXPECT_LT(batches, 200);
}

TEST(UdpListener, CountsWhatTheKernelDidNotTake) {
  boost::asio::io_context loop;
  DropCounters drops;
  UdpListener listener(loop, open(), drops);
  listener.send({{*IpAddress::parse("2001:db8::1"), 5060}, {}, "no such family here"});
  listener.flush();
  EXPECT_EQ(drops.of(Drop::kUdpSendFailed), 1u);
}

}  // namespace
}  // namespace sidetone::net
