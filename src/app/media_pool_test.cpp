#include "app/media_pool.h"

#include "app/clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <poll.h>

namespace sidetone::app {
namespace {

using namespace std::chrono_literals;

const IpAddress kLoopback = IpAddress::v4({127, 0, 0, 1});

class MediaPoolTest : public testing::Test {
 protected:
  MediaPoolTest()
      : certificate_(*rtc::DtlsCertificate::generate(
            std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()))) {}

  std::unique_ptr<MediaPool> open(std::size_t workers = 1) {
    auto pool = MediaPool::open({.address = kLoopback,
                                 .webrtc_port = 45'000,
                                 .rtp_ports = {45'100, 45'199},
                                 .workers = workers,
                                 .engine = {.certificate = &certificate_}},
                                random_);
    EXPECT_TRUE(pool) << pool.error().text;
    return std::move(*pool);
  }
  /// The next event of any worker, within two seconds.
  static std::optional<media::Event> next_event(MediaPool& pool) {
    const auto end = std::chrono::steady_clock::now() + 2s;
    while (std::chrono::steady_clock::now() < end) {
      if (auto event = pool.poll()) return event;
      pollfd news{.fd = pool.news().fd(), .events = POLLIN, .revents = 0};
      ::poll(&news, 1, 100);
      pool.news().clear();
    }
    return std::nullopt;
  }
  static media::LegConfig phone(const call::MediaPorts& ports, const SocketAddress& remote) {
    media::LegConfig leg;
    leg.transport = media::RtpTransport{.rtp_socket = ports.rtp,
                                        .rtcp_socket = ports.rtcp,
                                        .remote_rtp = remote,
                                        .remote_rtcp = {remote.ip, 0},
                                        .signalling_ip = remote.ip};
    leg.codecs = {{.kind = media::CodecKind::kPcmu, .payload_type = 0}};
    leg.ssrc = 1;
    leg.cname = "test";
    return leg;
  }
  static std::optional<std::string> receive(const net::UdpSocket& socket) {
    pollfd wait{.fd = socket.fd(), .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, 2000) != 1) return std::nullopt;
    net::ReceiveBatch batch({});
    const auto datagrams = batch.receive(socket);
    if (datagrams.empty()) return std::nullopt;
    return std::string(datagrams[0].bytes.begin(), datagrams[0].bytes.end());
  }

  SeededRandom random_{1};
  rtc::DtlsCertificate certificate_;
};

/// One RTP packet of silence, as a phone sends it.
std::string rtp_packet(std::uint8_t sequence) {
  std::string packet("\x80\x00\x00", 3);
  packet += static_cast<char>(sequence);
  packet += std::string("\x00\x00", 2) + static_cast<char>(sequence) + std::string(1, '\xA0');
  packet += std::string("\x12\x34\x56\x78", 4) + std::string(160, '\xFF');
  return packet;
}

TEST_F(MediaPoolTest, APhoneOnItsPortsHearsItselfOnTheEcho) {
  const auto pool = open();
  const net::UdpSocket far = std::move(*net::UdpSocket::open({kLoopback, 0}));
  const auto ports = pool->open(kLoopback);
  ASSERT_TRUE(ports);
  EXPECT_EQ(ports->rtp_port % 2, 0);
  pool->send(0, media::AddLeg{.leg = media::LegId(7), .config = phone(*ports, far.local())});
  pool->send(0, media::Echo{.leg = media::LegId(7)});
  pool->flush();

  net::SendBatch out(4);
  std::vector<std::string> packets;
  for (std::uint8_t i = 1; i <= 4; ++i) packets.push_back(rtp_packet(i));
  for (const std::string& packet : packets) {
    out.add(far, {.to = {kLoopback, ports->rtp_port},
                  .from = {},
                  .bytes = {reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size()}});
  }
  out.flush(far);
  const auto echoed = receive(far);
  ASSERT_TRUE(echoed);
  EXPECT_EQ(echoed->size(), 172u);

  pool->send(0, media::RemoveLeg{.leg = media::LegId(7)});
  pool->flush();
  while (const auto event = next_event(*pool)) {
    if (const auto* removed = std::get_if<media::LegRemoved>(&*event)) {
      EXPECT_GT(removed->statistics.packets_received, 0u);
      pool->close(*ports);
      pool->flush();
      return;
    }
  }
  FAIL() << "the worker never said that the leg is gone";
}

TEST_F(MediaPoolTest, PortsThatNoLegEverUsedAreFreeAgain) {
  const auto pool = open();
  const std::size_t before = pool->free_ports();
  const auto ports = pool->open(kLoopback);
  EXPECT_EQ(pool->free_ports(), before - 1);
  pool->close(*ports);
  EXPECT_EQ(pool->free_ports(), before);
  EXPECT_TRUE(net::UdpSocket::open({kLoopback, ports->rtp_port})) << "really closed";
}

TEST_F(MediaPoolTest, AWorkerClosesThePortsOfARemovedLeg) {
  const auto pool = open();
  const auto ports = pool->open(kLoopback);
  pool->send(0, media::AddLeg{.leg = media::LegId(1), .config = phone(*ports, {kLoopback, 9})});
  pool->flush();
  EXPECT_FALSE(net::UdpSocket::open({kLoopback, ports->rtp_port})) << "it is in use";
  pool->send(0, media::RemoveLeg{.leg = media::LegId(1)});
  pool->close(*ports);
  pool->flush();
  const auto end = std::chrono::steady_clock::now() + 2s;
  bool closed = false;
  while (!closed && std::chrono::steady_clock::now() < end) {
    closed = net::UdpSocket::open({kLoopback, ports->rtp_port}).has_value();
  }
  EXPECT_TRUE(closed);
}

TEST_F(MediaPoolTest, EveryWorkerHasItsOwnPortForBrowsers) {
  const auto pool = open(2);
  EXPECT_FALSE(net::UdpSocket::open({kLoopback, 45'000}));
  EXPECT_FALSE(net::UdpSocket::open({kLoopback, 45'001}));
  const auto second = MediaPool::open({.address = kLoopback,
                                       .webrtc_port = 45'001,
                                       .rtp_ports = {45'100, 45'199},
                                       .workers = 1,
                                       .engine = {.certificate = &certificate_}},
                                      random_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, "UDP 127.0.0.1:45001: Address already in use");
}

TEST_F(MediaPoolTest, CommandsBeyondTheQueueWaitAndLoseNothing) {
  const auto pool = open();
  constexpr std::uint64_t kLegs = 3'000;
  const auto ports = pool->open(kLoopback);
  const media::LegConfig leg = phone(*ports, {kLoopback, 9});
  for (std::uint64_t i = 1; i <= kLegs; ++i) {
    pool->send(0, media::AddLeg{.leg = media::LegId(i), .config = leg});
    pool->send(0, media::RemoveLeg{.leg = media::LegId(i)});
  }
  std::uint64_t removed = 0;
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (removed < kLegs && std::chrono::steady_clock::now() < end) {
    pool->flush();
    while (const auto event = pool->poll()) {
      if (std::holds_alternative<media::LegRemoved>(*event)) ++removed;
    }
  }
  EXPECT_EQ(removed, kLegs);
  EXPECT_EQ(pool->waiting(), 0u);
  pool->close(*ports);
}

}  // namespace
}  // namespace sidetone::app
