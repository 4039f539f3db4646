#include "net/port_pool.h"

#include <algorithm>
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

std::optional<PortPair> PortPool::bind(std::uint16_t rtp_port) const {
  auto rtp = UdpSocket::open({local_, rtp_port});
  if (!rtp) return std::nullopt;
  auto rtcp = UdpSocket::open({local_, static_cast<std::uint16_t>(rtp_port + 1)});
  if (!rtcp) return std::nullopt;
  return PortPair{std::move(*rtp), std::move(*rtcp)};
}

std::optional<PortPair> PortPool::open() {
  for (int i = 0; i < kTries && !free_.empty(); ++i) {
    const std::uint16_t port = free_.front();
    free_.pop_front();
    if (auto pair = bind(port)) return pair;
    free_.push_back(port);
  }
  return std::nullopt;
}

void PortPool::give_back(std::uint16_t rtp_port) {
  free_.push_back(rtp_port);
}

}  // namespace sidetone::net
