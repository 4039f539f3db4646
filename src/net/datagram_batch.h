#pragma once

#include "base/address.h"
#include "net/kernel_address.h"
#include "net/udp_socket.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <sys/socket.h>
#include <vector>

namespace sidetone::net {

/// Room for the one control message that we read and write: the local address.
struct PacketInfoBuffer {
  alignas(cmsghdr) std::array<std::uint8_t, CMSG_SPACE(sizeof(in6_pktinfo))> bytes;
};

/// Reads many datagrams of one socket with one system call and without allocation; of several
/// sockets one after the other, until clear().
class ReceiveBatch {
 public:
  /// A datagram longer than `longest` is dropped and counted. Behind each datagram `tail_room`
  /// bytes are free, so that it can grow in place (SRTP's authentication tag).
  struct Shape {
    std::size_t datagrams = 64;
    std::size_t longest = 2048;
    std::size_t tail_room = 64;
  };
  struct Datagram {
    SocketAddress remote;
    IpAddress local;  ///< The address of ours it was sent to.
    std::span<std::uint8_t> bytes;
  };

  explicit ReceiveBatch(Shape shape);
  ReceiveBatch(const ReceiveBatch&) = delete;
  ReceiveBatch& operator=(const ReceiveBatch&) = delete;

  /// What is there now, as far as there is room; empty: nothing, or a pending error of an earlier
  /// send, which is no datagram's fault. Valid until clear().
  [[nodiscard]] std::span<const Datagram> receive(const UdpSocket& socket);
  /// True if the last receive() took all the room there was: more may wait.
  [[nodiscard]] bool full() const { return used_ == headers_.size(); }
  /// Makes all room free again.
  void clear();
  [[nodiscard]] std::uint64_t oversized() const { return oversized_; }

 private:
  void prepare(std::size_t slot);
  void take(std::size_t slot, const IpAddress& bound);

  Shape shape_;
  std::size_t used_ = 0;
  std::uint64_t oversized_ = 0;
  std::unique_ptr<std::uint8_t[]> bytes_;  ///< Untouched, hence free, until a datagram needs it.
  std::vector<iovec> vectors_;
  std::vector<KernelAddress> remotes_;
  std::vector<PacketInfoBuffer> infos_;
  std::vector<mmsghdr> headers_;
  std::vector<Datagram> datagrams_;
};

/// Sends many datagrams of one socket with one system call and without allocation.
class SendBatch {
 public:
  explicit SendBatch(std::size_t capacity);
  SendBatch(const SendBatch&) = delete;
  SendBatch& operator=(const SendBatch&) = delete;

  struct Datagram {
    SocketAddress to;
    IpAddress from;  ///< Unspecified: the kernel chooses. Only for a socket bound to every address.
    std::span<const std::uint8_t> bytes;
  };
  /// `bytes` must stay as they are until flush(). The batch must not be full.
  void add(const UdpSocket& socket, const Datagram& datagram);
  [[nodiscard]] bool full() const { return size_ == headers_.size(); }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Sends all and empties the batch; the number that the kernel did not take (no route, full
  /// buffer): those are lost, as datagrams may be.
  std::size_t flush(const UdpSocket& socket);

 private:
  std::size_t size_ = 0;
  std::vector<iovec> vectors_;
  std::vector<KernelAddress> remotes_;
  std::vector<PacketInfoBuffer> infos_;
  std::vector<mmsghdr> headers_;
};

}  // namespace sidetone::net
