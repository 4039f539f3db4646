#include "net/media_sockets.h"

#include "net/datagram_batch.h"

#include <gtest/gtest.h>

#include <chrono>
#include <sys/socket.h>
#include <thread>

namespace sidetone::net {
namespace {

using namespace std::chrono_literals;

UdpSocket open() {
  return std::move(*UdpSocket::open({IpAddress::v4({127, 0, 0, 1}), 0}));
}

void send(const UdpSocket& from, const SocketAddress& to) {
  const std::uint8_t byte = 1;
  SendBatch batch(1);
  batch.add(from, {.to = to, .from = {}, .bytes = {&byte, 1}});
  ASSERT_EQ(batch.flush(from), 0u);
}

TEST(MediaSockets, SaysWhichSocketsHaveSomethingToRead) {
  const WakeUp wake_up;
  MediaSockets sockets(10, wake_up);
  const UdpSocket sender = open();
  UdpSocket quiet = open(), busy = open();
  const SocketAddress target = busy.local();
  sockets.add(3, std::move(quiet));
  sockets.add(7, std::move(busy));
  send(sender, target);
  const auto ready = sockets.wait(2s);
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_EQ(ready[0], 7u);
  ReceiveBatch batch({});
  EXPECT_EQ(batch.receive(*sockets.find(7)).size(), 1u);
  EXPECT_TRUE(sockets.wait(0us).empty());
}

TEST(MediaSockets, ARemovedSocketIsClosedAndSilent) {
  const WakeUp wake_up;
  MediaSockets sockets(10, wake_up);
  UdpSocket socket = open();
  const SocketAddress address = socket.local();
  sockets.add(3, std::move(socket));
  sockets.remove(3);
  EXPECT_EQ(sockets.find(3), nullptr);
  EXPECT_TRUE(UdpSocket::open(address)) << "its port is free again";
  sockets.remove(3);
  sockets.remove(99);
}

TEST(MediaSockets, WaitsNoLongerThanItIsTold) {
  const WakeUp wake_up;
  MediaSockets sockets(10, wake_up);
  const auto before = std::chrono::steady_clock::now();
  EXPECT_TRUE(sockets.wait(1500us).empty());
  const auto waited = std::chrono::steady_clock::now() - before;
  EXPECT_GE(waited, 1500us);
  EXPECT_LT(waited, 1s);
}

TEST(MediaSockets, AnotherThreadCanWakeIt) {
  const WakeUp wake_up;
  MediaSockets sockets(10, wake_up);
  std::thread other([&] { wake_up.signal(); });
  const auto ready = sockets.wait(5s);
  other.join();
  ASSERT_EQ(ready.size(), 1u);
  EXPECT_EQ(ready[0], MediaSockets::kWoken);
  wake_up.clear();
  EXPECT_TRUE(sockets.wait(0us).empty());
}

}  // namespace
}  // namespace sidetone::net
