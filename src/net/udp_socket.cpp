#include "net/udp_socket.h"

#include "net/kernel_address.h"

#include <cerrno>

namespace sidetone::net {
namespace {

bool set(int fd, int level, int option, int value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

void ask_for_buffers(int fd, UdpSocket::Buffers buffers) {
  // FORCE passes rmem_max and needs CAP_NET_ADMIN; without it we take what the kernel grants.
  if (buffers.receive > 0 && !set(fd, SOL_SOCKET, SO_RCVBUFFORCE, buffers.receive)) {
    set(fd, SOL_SOCKET, SO_RCVBUF, buffers.receive);
  }
  if (buffers.send > 0 && !set(fd, SOL_SOCKET, SO_SNDBUFFORCE, buffers.send)) {
    set(fd, SOL_SOCKET, SO_SNDBUF, buffers.send);
  }
}

}  // namespace

Expected<UdpSocket, Error> UdpSocket::bind(const SocketAddress& local, int family) {
  const std::string what = "UDP " + local.to_string();
  FileDescriptor fd(::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP));
  if (!fd) return unexpected(last_error(what));
  // Where only one address can have been meant, the kernel need not tell with every datagram.
  const int everywhere = local.ip.is_unspecified() ? 1 : 0;
  const bool ready = family == AF_INET6
                         ? set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, 1 - everywhere) &&
                               set(fd.get(), IPPROTO_IPV6, IPV6_RECVPKTINFO, everywhere)
                         : set(fd.get(), IPPROTO_IP, IP_PKTINFO, everywhere);
  if (!ready) return unexpected(last_error(what));
  KernelAddress address = to_kernel(local, family);
  if (family == AF_INET6 && local.ip.is_unspecified()) address.v6.sin6_addr = in6addr_any;
  if (::bind(fd.get(), &address.any, address.size) != 0) return unexpected(last_error(what));
  if (::getsockname(fd.get(), &address.any, &address.size) != 0) {
    return unexpected(last_error(what));
  }
  UdpSocket socket(std::move(fd), family);
  socket.local_ = {local.ip, from_kernel(address.any).port};
  return socket;
}

Expected<UdpSocket, Error> UdpSocket::open(const SocketAddress& local, Buffers buffers) {
  const bool everywhere = local.ip.is_unspecified();
  auto socket = bind(local, everywhere || local.ip.is_v6() ? AF_INET6 : AF_INET);
  // A host without IPv6 still has all of IPv4.
  const auto no_ipv6 = [&] {
    return socket.error().code == EAFNOSUPPORT || socket.error().code == EADDRNOTAVAIL;
  };
  if (!socket && everywhere && no_ipv6()) socket = bind(local, AF_INET);
  if (socket) ask_for_buffers(socket->fd(), buffers);
  return socket;
}

}  // namespace sidetone::net
