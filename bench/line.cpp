#include "line.h"

#include "rtc/byte_order.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace sidetone::bench {
namespace {

// [RFC6455 §5.2]
constexpr unsigned kText = 1, kPing = 9, kPong = 10;
constexpr std::uint8_t kFinal = 0x80, kMasked = 0x80;
// Any key is a mask; the server cannot tell, and a bench hides nothing from itself.
constexpr std::array<char, 4> kMask{0x13, 0x37, 0x5A, 0x6B};

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd);
    throw std::runtime_error("nobody listens for WebSockets");
  }
  const int yes = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written <= 0) throw std::runtime_error("the server closed the WebSocket");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

struct Frame {
  unsigned opcode = 0;
  std::size_t size = 0;  ///< With its header.
  std::string_view payload;
};

/// The frame that `bytes` begin with; nullopt until it is whole. Servers do not mask.
std::optional<Frame> frame_in(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  std::size_t length = byte(1), header = 2;
  const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
  if (bytes.size() < header + extended) return std::nullopt;
  if (extended > 0) length = 0;
  for (std::size_t i = 0; i < extended; ++i) length = length << 8U | byte(header++);
  if (bytes.size() - header < length) return std::nullopt;
  return Frame{
      .opcode = byte(0) & 0x0FU, .size = header + length, .payload = bytes.substr(header, length)};
}

}  // namespace

void UdpLine::send(std::string_view message) {
  port_.send(rtc::bytes_of(message));
}

std::optional<std::string_view> UdpLine::receive() {
  const auto datagram = port_.receive(buffer_);
  if (!datagram) return std::nullopt;
  return rtc::text_of(datagram->bytes);
}

WebSocketLine::WebSocketLine(const Entry& entry) : fd_(connect_to(entry.server_port)) {
  shake_hands(entry);
}

WebSocketLine::~WebSocketLine() {
  ::close(fd_);
}

void WebSocketLine::shake_hands(const Entry& entry) {
  write_all(fd_, fmt::format("GET /sip?ticket={} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n"
                             "Origin: http://127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                             "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: c2lkZXRvbmUgYmVuY2ghIQ==\r\n"
                             "Sec-WebSocket-Protocol: sip\r\nCookie: {}\r\n\r\n",
                             entry.ticket, entry.server_port, entry.server_port, entry.cookie));
  while (received_.find("\r\n\r\n") == std::string::npos) {
    pollfd descriptor{.fd = fd_, .events = POLLIN, .revents = 0};
    if (::poll(&descriptor, 1, 5'000) <= 0 || !read_more()) break;
  }
  if (!received_.starts_with("HTTP/1.1 101")) {
    throw std::runtime_error("no WebSocket: " + received_.substr(0, received_.find('\r')));
  }
  received_.erase(0, received_.find("\r\n\r\n") + 4);
}

bool WebSocketLine::read_more() {
  std::array<char, 65'536> buffer;
  const ssize_t size = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size == 0) throw std::runtime_error("the server closed the WebSocket");
  if (size > 0) received_.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

void WebSocketLine::write_frame(unsigned opcode, std::string_view payload) {
  std::string frame{static_cast<char>(kFinal | opcode)};
  if (payload.size() < 126) {
    frame += static_cast<char>(kMasked | payload.size());
  } else {
    frame += static_cast<char>(kMasked | 126U);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xFFU);
  }
  frame.append(kMask.data(), kMask.size());
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(payload[i] ^ kMask[i % kMask.size()]);
  }
  write_all(fd_, frame);
}

void WebSocketLine::send(std::string_view message) {
  write_frame(kText, message);
}

std::optional<std::string_view> WebSocketLine::receive() {
  received_.erase(0, taken_);
  taken_ = 0;
  while (true) {
    const auto frame = frame_in(received_);
    if (!frame) {
      if (!read_more()) return std::nullopt;
      continue;
    }
    if (frame->opcode == kText) {
      taken_ = frame->size;
      return frame->payload;
    }
    if (frame->opcode == kPing) write_frame(kPong, frame->payload);
    received_.erase(0, frame->size);
  }
}

void wait_for_either(const Line& a, const Line& b, int milliseconds) {
  std::array<pollfd, 2> descriptors{{{.fd = a.fd(), .events = POLLIN, .revents = 0},
                                     {.fd = b.fd(), .events = POLLIN, .revents = 0}}};
  ::poll(descriptors.data(), descriptors.size(), milliseconds);
}

}  // namespace sidetone::bench
