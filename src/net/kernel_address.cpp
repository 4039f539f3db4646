#include "net/kernel_address.h"

#include <arpa/inet.h>
#include <cstring>

namespace sidetone::net {

in6_addr to_in6(const IpAddress& address) {
  in6_addr result{};
  if (address.is_v6()) {
    std::memcpy(&result, address.bytes().data(), sizeof result);
    return result;
  }
  result.s6_addr[10] = result.s6_addr[11] = 0xFF;
  std::memcpy(&result.s6_addr[12], address.bytes().data(), 4);
  return result;
}

IpAddress from_in6(const in6_addr& address) {
  std::array<std::uint8_t, 16> bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return IpAddress::v6(bytes);
}

in_addr to_in4(const IpAddress& address) {
  in_addr result{};
  std::memcpy(&result, address.bytes().data(), sizeof result);
  return result;
}

IpAddress from_in4(const in_addr& address) {
  std::array<std::uint8_t, 4> bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return IpAddress::v4(bytes);
}

KernelAddress to_kernel(const SocketAddress& address, int family) {
  KernelAddress result;
  if (family == AF_INET6) {
    result.v6.sin6_family = AF_INET6;
    result.v6.sin6_port = htons(address.port);
    result.v6.sin6_addr = to_in6(address.ip);
    return result;
  }
  result.v4 = sockaddr_in{};
  result.v4.sin_family = AF_INET;
  result.v4.sin_port = htons(address.port);
  result.v4.sin_addr = to_in4(address.ip);
  result.size = address.ip.is_v6() ? 0 : sizeof(sockaddr_in);
  return result;
}

SocketAddress from_kernel(const sockaddr& address) {
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    return {from_in6(v6.sin6_addr), ntohs(v6.sin6_port)};
  }
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return {from_in4(v4.sin_addr), ntohs(v4.sin_port)};
  }
  return {};
}

}  // namespace sidetone::net
