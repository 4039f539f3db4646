#pragma once

#include "base/random.h"
#include "base/time.h"
#include "sip/transport.h"

#include <map>
#include <optional>
#include <string>

namespace sidetone::test {

/// What happens to datagrams on the way; connections (TCP, TLS, WebSocket) only suffer the delay.
struct NetConditions {
  Duration latency = std::chrono::milliseconds(5);
  Duration jitter{};  ///< Uniform extra delay: reorders.
  int loss_percent = 0;
  int duplicate_percent = 0;
};

/// Carries SIP between the switchboard and the scripted phones in virtual time.
class VirtualNet {
 public:
  struct Parcel {
    sip::Peer to;  ///< As the sender addressed it.
    SocketAddress from;
    std::string bytes;
  };

  VirtualNet(NetConditions conditions, std::uint64_t seed) : conditions_(conditions), dice_(seed) {}

  void send(Parcel parcel, Instant now);
  /// The next parcel whose time has come.
  [[nodiscard]] std::optional<Parcel> arrive(Instant now);
  [[nodiscard]] Instant deadline() const {
    return underway_.empty() ? kNever : underway_.begin()->first;
  }

 private:
  bool happens(int percent) { return percent > 0 && static_cast<int>(dice_.below(100)) < percent; }
  void schedule(Parcel parcel, Instant now);

  NetConditions conditions_;
  SeededRandom dice_;
  std::multimap<Instant, Parcel> underway_;
  std::map<std::uint64_t, Instant> last_on_flow_;  ///< Connections never reorder.
};

}  // namespace sidetone::test
