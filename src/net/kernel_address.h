#pragma once

#include "base/address.h"

#include <netinet/in.h>
#include <sys/socket.h>

namespace sidetone::net {

/// A SocketAddress in the shape that socket calls take.
struct KernelAddress {
  union {
    sockaddr any;
    sockaddr_in v4;
    sockaddr_in6 v6;
  };
  socklen_t size = sizeof(sockaddr_in6);

  KernelAddress() : v6{} {}
};

/// `family` is the socket's: on an AF_INET6 socket IPv4 is written as ::ffff:a.b.c.d. IPv6 on an
/// AF_INET socket has no spelling: the result then has size 0, and every send to it fails.
[[nodiscard]] KernelAddress to_kernel(const SocketAddress& address, int family);
/// IPv4-mapped becomes IPv4. Other families: unspecified.
[[nodiscard]] SocketAddress from_kernel(const sockaddr& address);

[[nodiscard]] in6_addr to_in6(const IpAddress& address);
[[nodiscard]] IpAddress from_in6(const in6_addr& address);
[[nodiscard]] in_addr to_in4(const IpAddress& address);
[[nodiscard]] IpAddress from_in4(const in_addr& address);

}  // namespace sidetone::net
