// The floor of P1: what moving packets between pairs of sockets costs on this machine when nothing
// is asked of them. One thread, epoll, recvmmsg and sendmmsg; no RTP is looked at. Whatever arrives
// on one socket of a pair leaves by the other to whoever last sent there.
//
//   relay_floor FIRST_PORT PAIRS     ports FIRST_PORT … FIRST_PORT + 2 × PAIRS − 1 on loopback

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <netinet/in.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <vector>

namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kLongestPacket = 2'048;

struct Side {
  int fd = -1;
  sockaddr_in peer{};  // Nothing is sent there while its port is 0.
};

/// Buffers for one recvmmsg, and for the sendmmsg of the same packets.
class Batch {
 public:
  Batch() {
    for (std::size_t i = 0; i < kBatch; ++i) {
      vectors_[i] = {.iov_base = bytes_[i].data(), .iov_len = kLongestPacket};
      msghdr& header = headers_[i].msg_hdr;
      header.msg_name = &addresses_[i];
      header.msg_namelen = sizeof(sockaddr_in);
      header.msg_iov = &vectors_[i];
      header.msg_iovlen = 1;
    }
  }

  void relay(Side& in, const Side& out) {
    const int count = ::recvmmsg(in.fd, headers_.data(), kBatch, MSG_DONTWAIT, nullptr);
    if (count <= 0) return;
    const auto used = static_cast<std::size_t>(count);
    in.peer = addresses_[used - 1];
    for (std::size_t i = 0; i < used; ++i) {
      vectors_[i].iov_len = headers_[i].msg_len;
      addresses_[i] = out.peer;
    }
    if (out.peer.sin_port != 0) {
      ::sendmmsg(out.fd, headers_.data(), static_cast<unsigned>(used), MSG_DONTWAIT);
    }
    for (std::size_t i = 0; i < used; ++i) {
      vectors_[i].iov_len = kLongestPacket;
      headers_[i].msg_hdr.msg_namelen = sizeof(sockaddr_in);
    }
  }

 private:
  std::array<std::array<char, kLongestPacket>, kBatch> bytes_;
  std::array<sockaddr_in, kBatch> addresses_;
  std::array<iovec, kBatch> vectors_;
  std::array<mmsghdr, kBatch> headers_{};
};

int open_socket(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  return fd >= 0 && ::bind(fd, any, sizeof address) == 0 ? fd : -1;
}

bool open_all(std::vector<Side>& sides, int epoll, std::uint16_t first_port) {
  for (std::size_t i = 0; i < sides.size(); ++i) {
    sides[i].fd = open_socket(static_cast<std::uint16_t>(first_port + i));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = static_cast<std::uint32_t>(i);
    if (sides[i].fd < 0 || ::epoll_ctl(epoll, EPOLL_CTL_ADD, sides[i].fd, &event) != 0) {
      return false;
    }
  }
  return true;
}

[[noreturn]] void relay_forever(std::vector<Side>& sides, int epoll) {
  const auto batch = std::make_unique<Batch>();
  std::array<epoll_event, 256> events;
  while (true) {
    const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < ready; ++i) {
      const std::size_t side = events[static_cast<std::size_t>(i)].data.u32;
      batch->relay(sides[side], sides[side ^ 1U]);
    }
  }
}

template <typename Number>
bool read(std::string_view text, Number& number) {
  return std::from_chars(text.begin(), text.end(), number).ec == std::errc{};
}

}  // namespace

int main(int count, char** values) {
  std::uint16_t first_port = 0;
  std::size_t pairs = 0;
  if (count != 3 || !read(values[1], first_port) || !read(values[2], pairs)) {
    std::fputs("usage: relay_floor FIRST_PORT PAIRS\n", stderr);
    return 2;
  }
  std::vector<Side> sides(2 * pairs);
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (!open_all(sides, epoll, first_port)) {
    std::perror("relay_floor");
    return 1;
  }
  std::puts("ready");
  std::fflush(stdout);
  relay_forever(sides, epoll);
}
