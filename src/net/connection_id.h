#pragma once

#include "base/strong_id.h"

#include <cstdint>

namespace sidetone::net {

/// Names one connection or one UDP listener; never used twice while the process lives.
using ConnectionId = StrongId<struct ConnectionTag>;

/// All transports of a process draw from one of these.
class ConnectionIds {
 public:
  [[nodiscard]] ConnectionId next() { return ConnectionId(++last_); }

 private:
  std::uint64_t last_ = 0;
};

}  // namespace sidetone::net
