#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "net/error.h"
#include "net/file_descriptor.h"

namespace sidetone::net {

/// A bound, non-blocking UDP socket. One that is bound to every address tells for each datagram
/// which of them it was sent to, and sends from the one it is told to: a reply leaves from where
/// the question arrived. One that is bound to a single address costs less.
class UdpSocket {
 public:
  /// Bytes of kernel buffer asked for; the kernel may grant less (net.core.rmem_max).
  struct Buffers {
    int receive = 0;  ///< 0: the kernel's default.
    int send = 0;
  };

  /// Port 0: any free one. An unspecified IPv4 address means every address of the host, IPv6 too
  /// where it has any.
  static Expected<UdpSocket, Error> open(const SocketAddress& local, Buffers buffers);
  static Expected<UdpSocket, Error> open(const SocketAddress& local) {
    return open(local, Buffers{});
  }

  [[nodiscard]] int fd() const { return fd_.get(); }
  /// AF_INET or AF_INET6; an AF_INET6 socket carries IPv4 as well if it is bound to all addresses.
  [[nodiscard]] int family() const { return family_; }
  [[nodiscard]] const SocketAddress& local() const { return local_; }

 private:
  UdpSocket(FileDescriptor fd, int family) : fd_(std::move(fd)), family_(family) {}
  static Expected<UdpSocket, Error> bind(const SocketAddress& local, int family);

  FileDescriptor fd_;
  int family_;
  SocketAddress local_;
};

}  // namespace sidetone::net
