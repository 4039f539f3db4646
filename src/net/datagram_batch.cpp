#include "net/datagram_batch.h"

#include "base/assert.h"

#include <cerrno>
#include <cstring>

namespace sidetone::net {
namespace {

IpAddress local_address(msghdr& header) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level == IPPROTO_IPV6 && part->cmsg_type == IPV6_PKTINFO) {
      in6_pktinfo info;
      std::memcpy(&info, CMSG_DATA(part), sizeof info);
      return from_in6(info.ipi6_addr);
    }
    if (part->cmsg_level == IPPROTO_IP && part->cmsg_type == IP_PKTINFO) {
      in_pktinfo info;
      std::memcpy(&info, CMSG_DATA(part), sizeof info);
      return from_in4(info.ipi_spec_dst);
    }
  }
  return {};
}

template <typename Info>
void write_control(msghdr& header, PacketInfoBuffer& buffer, int level, int type, Info info) {
  header.msg_control = buffer.bytes.data();
  header.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* part = CMSG_FIRSTHDR(&header);
  part->cmsg_level = level;
  part->cmsg_type = type;
  part->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(part), &info, sizeof info);
}

void write_source(msghdr& header, PacketInfoBuffer& buffer, const IpAddress& from, int family) {
  if (from.is_unspecified()) {
    header.msg_control = nullptr;
    header.msg_controllen = 0;
  } else if (family == AF_INET6) {
    write_control(header, buffer, IPPROTO_IPV6, IPV6_PKTINFO,
                  in6_pktinfo{.ipi6_addr = to_in6(from), .ipi6_ifindex = 0});
  } else {
    write_control(header, buffer, IPPROTO_IP, IP_PKTINFO,
                  in_pktinfo{.ipi_ifindex = 0, .ipi_spec_dst = to_in4(from), .ipi_addr = {}});
  }
}

}  // namespace

ReceiveBatch::ReceiveBatch(Shape shape)
    : shape_(shape),
      bytes_(std::make_unique_for_overwrite<std::uint8_t[]>(shape.datagrams *
                                                            (shape.longest + shape.tail_room))),
      vectors_(shape.datagrams),
      remotes_(shape.datagrams),
      infos_(shape.datagrams),
      headers_(shape.datagrams) {
  datagrams_.reserve(shape.datagrams);
  for (std::size_t slot = 0; slot < shape.datagrams; ++slot) {
    vectors_[slot] = {.iov_base = bytes_.get() + slot * (shape.longest + shape.tail_room),
                      .iov_len = shape.longest};
    prepare(slot);
  }
}

void ReceiveBatch::prepare(std::size_t slot) {
  msghdr& header = headers_[slot].msg_hdr;
  header.msg_name = &remotes_[slot].any;
  header.msg_namelen = sizeof(sockaddr_in6);
  header.msg_iov = &vectors_[slot];
  header.msg_iovlen = 1;
  header.msg_control = infos_[slot].bytes.data();
  header.msg_controllen = infos_[slot].bytes.size();
  header.msg_flags = 0;
}

std::span<const ReceiveBatch::Datagram> ReceiveBatch::receive(const UdpSocket& socket) {
  const std::size_t before = datagrams_.size();
  const std::size_t room = headers_.size() - used_;
  if (room == 0) return {};
  const int count = ::recvmmsg(socket.fd(), headers_.data() + used_, static_cast<unsigned>(room),
                               MSG_DONTWAIT, nullptr);
  for (int i = 0; i < count; ++i) take(used_++, socket.local().ip);
  return std::span<const Datagram>(datagrams_).subspan(before);
}

void ReceiveBatch::take(std::size_t slot, const IpAddress& bound) {
  msghdr& header = headers_[slot].msg_hdr;
  if ((header.msg_flags & MSG_TRUNC) != 0) {
    ++oversized_;
    return;
  }
  datagrams_.push_back(
      {.remote = from_kernel(remotes_[slot].any),
       .local = bound.is_unspecified() ? local_address(header) : bound,
       .bytes = {static_cast<std::uint8_t*>(vectors_[slot].iov_base), headers_[slot].msg_len}});
}

void ReceiveBatch::clear() {
  for (std::size_t slot = 0; slot < used_; ++slot) prepare(slot);
  used_ = 0;
  datagrams_.clear();
}

SendBatch::SendBatch(std::size_t capacity)
    : vectors_(capacity), remotes_(capacity), infos_(capacity), headers_(capacity) {}

void SendBatch::add(const UdpSocket& socket, const Datagram& datagram) {
  SIDETONE_ASSERT(!full());
  const std::size_t slot = size_++;
  // The kernel only reads through this pointer; iovec serves both directions and so lacks const.
  vectors_[slot] = {.iov_base = const_cast<std::uint8_t*>(datagram.bytes.data()),
                    .iov_len = datagram.bytes.size()};
  remotes_[slot] = to_kernel(datagram.to, socket.family());
  msghdr& header = headers_[slot].msg_hdr;
  header = {};
  header.msg_name = &remotes_[slot].any;
  header.msg_namelen = remotes_[slot].size;
  header.msg_iov = &vectors_[slot];
  header.msg_iovlen = 1;
  if (socket.local().ip.is_unspecified()) {
    write_source(header, infos_[slot], datagram.from, socket.family());
  }
}

std::size_t SendBatch::flush(const UdpSocket& socket) {
  std::size_t next = 0, lost = 0;
  while (next < size_) {
    const int sent = ::sendmmsg(socket.fd(), headers_.data() + next,
                                static_cast<unsigned>(size_ - next), MSG_DONTWAIT);
    if (sent > 0) {
      next += static_cast<std::size_t>(sent);
    } else if (errno != EINTR) {
      // The first one was refused; the others may have better targets.
      ++next;
      ++lost;
    }
  }
  size_ = 0;
  return lost;
}

}  // namespace sidetone::net
