#pragma once

#include "base/random.h"
#include "net/udp_socket.h"

#include <cstdint>
#include <deque>
#include <optional>

namespace sidetone::net {

/// Two UDP sockets that are ours: even port for RTP, the next for RTCP [RFC3550 §11].
struct PortPair {
  UdpSocket rtp;
  UdpSocket rtcp;
};

/// Hands out pairs of a port range, each bound before anybody hears of it. The order is random,
/// so that a stranger cannot guess the next one, and a port that came back is the last to be used
/// again, so that late packets of its former call meet nobody.
class PortPool {
 public:
  struct Range {
    std::uint16_t first = 0;
    std::uint16_t last = 0;  ///< Included.
  };
  PortPool(const IpAddress& local, Range range, Random& random);

  /// Of a pool for every address of the host, the pair is bound to `named` alone if that is one of
  /// them. nullopt: all are in use, or taken by other programs.
  [[nodiscard]] std::optional<PortPair> open(const IpAddress& named);
  /// The pair whose RTP port this was is closed, or about to be.
  void give_back(std::uint16_t rtp_port);
  [[nodiscard]] std::size_t free() const { return free_.size(); }

 private:
  [[nodiscard]] std::optional<PortPair> bind(const SocketAddress& at) const;

  IpAddress local_;
  std::deque<std::uint16_t> free_;  ///< Even ports, next one in front.
};

}  // namespace sidetone::net
