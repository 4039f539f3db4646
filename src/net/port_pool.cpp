#include "net/port_pool.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace sidetone::net {
namespace {

// Of so many ports that others hold we take note before we give up for this time.
constexpr int kTries = 64;

}  // namespace

PortPool::PortPool(const IpAddress& local, Range range, Random& random) : local_(local) {
  for (unsigned port = (range.first + 1U) & ~1U; port + 1 <= range.last; port += 2) {
    free_.push_back(static_cast<std::uint16_t>(port));
  }
  for (std::size_t left = free_.size(); left > 1; --left) {
    std::swap(free_[left - 1], free_[random.below(static_cast<std::uint32_t>(left))]);
  }
}

std::optional<PortPair> PortPool::bind(const SocketAddress& at) const {
  auto rtp = UdpSocket::open(at);
  if (!rtp) {
    // The address that the world sees may be that of a NAT in front of us.
    const bool not_ours = rtp.error().code != EADDRINUSE && at.ip != local_;
    return not_ours ? bind({local_, at.port}) : std::nullopt;
  }
  auto rtcp = UdpSocket::open({at.ip, static_cast<std::uint16_t>(at.port + 1)});
  if (!rtcp) return std::nullopt;
  return PortPair{std::move(*rtp), std::move(*rtcp)};
}

std::optional<PortPair> PortPool::open(const IpAddress& named) {
  const IpAddress& ip = local_.is_unspecified() ? named : local_;
  for (int i = 0; i < kTries && !free_.empty(); ++i) {
    const std::uint16_t port = free_.front();
    free_.pop_front();
    if (auto pair = bind({ip, port})) return pair;
    free_.push_back(port);
  }
  return std::nullopt;
}

void PortPool::give_back(std::uint16_t rtp_port) {
  free_.push_back(rtp_port);
}

}  // namespace sidetone::net
