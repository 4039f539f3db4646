#include "port.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace sidetone::bench {
namespace {

constexpr std::int64_t kNanoseconds = 1'000'000'000;

std::int64_t to_ns(const timespec& time) {
  return time.tv_sec * kNanoseconds + time.tv_nsec;
}

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::int64_t time_of(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(part), sizeof time);
    return to_ns(time);
  }
  return wall_ns();
}

}  // namespace

std::int64_t wall_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return to_ns(time);
}

Port::Port() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  require(fd_ >= 0, "socket");
  // A second of a late server's packets, or a burst of calls, must find room.
  const int buffer = 4 * 1024 * 1024, yes = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  ::setsockopt(fd_, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* any = reinterpret_cast<sockaddr*>(&address);
  require(::bind(fd_, any, size) == 0 && ::getsockname(fd_, any, &size) == 0, "bind");
  number_ = ntohs(address.sin_port);
}

Port::~Port() {
  if (fd_ >= 0) ::close(fd_);
}

Port::Port(Port&& other) noexcept : fd_(std::exchange(other.fd_, -1)), number_(other.number_) {}

void Port::connect(std::uint16_t port) {
  const sockaddr_in address = loopback(port);
  require(::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
          "connect");
}

void Port::send(std::span<const std::uint8_t> bytes) const {
  // What the kernel does not take is lost, and the receiving end counts it as such.
  [[maybe_unused]] const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), 0);
}

std::optional<Port::Datagram> Port::receive(std::span<std::uint8_t> buffer) const {
  iovec vector{.iov_base = buffer.data(), .iov_len = buffer.size()};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(timespec))> control;
  msghdr header{};
  header.msg_iov = &vector;
  header.msg_iovlen = 1;
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  const ssize_t size = ::recvmsg(fd_, &header, 0);
  if (size < 0) return std::nullopt;
  return Datagram{.bytes = buffer.first(static_cast<std::size_t>(size)), .at_ns = time_of(header)};
}

Port::Inbox::Inbox() {
  for (std::size_t i = 0; i < kDatagrams; ++i) {
    Slot& slot = slots_[i];
    slot.vector = {.iov_base = slot.bytes.data(), .iov_len = slot.bytes.size()};
    headers_[i].msg_hdr.msg_iov = &slot.vector;
    headers_[i].msg_hdr.msg_iovlen = 1;
    headers_[i].msg_hdr.msg_control = slot.control.data();
    headers_[i].msg_hdr.msg_controllen = slot.control.size();
  }
}

std::span<const Port::Datagram> Port::receive(Inbox& inbox) const {
  const int count = ::recvmmsg(fd_, inbox.headers_.data(), Inbox::kDatagrams, 0, nullptr);
  const std::size_t used = count > 0 ? static_cast<std::size_t>(count) : 0;
  for (std::size_t i = 0; i < used; ++i) {
    msghdr& header = inbox.headers_[i].msg_hdr;
    inbox.datagrams_[i] = {
        .bytes = std::span(inbox.slots_[i].bytes).first(inbox.headers_[i].msg_len),
        .at_ns = time_of(header)};
    header.msg_controllen = inbox.slots_[i].control.size();
  }
  return std::span(inbox.datagrams_).first(used);
}

bool Port::wait(int milliseconds) const {
  pollfd descriptor{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&descriptor, 1, milliseconds) > 0;
}

}  // namespace sidetone::bench
