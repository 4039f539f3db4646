#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "net/drop.h"

#include <cstddef>
#include <unordered_map>

namespace sidetone::net {

/// Counts the connections of all stream listeners together and of each source, so that no single
/// host can take the whole table. A source is an IPv4 address or an IPv6 /64; loopback, where a
/// reverse proxy may sit, has only the common bound.
class ConnectionLimits {
 public:
  struct Bounds {
    std::size_t in_all = 20'000;
    std::size_t per_source = 200;
  };

  explicit ConnectionLimits(Bounds bounds) : bounds_(bounds) {}
  ConnectionLimits(const ConnectionLimits&) = delete;
  ConnectionLimits& operator=(const ConnectionLimits&) = delete;

  /// One connection's place; given back when it goes. Must not outlive the limits.
  class Admission {
   public:
    Admission() = default;
    Admission(Admission&& other) noexcept;
    Admission& operator=(Admission&& other) noexcept;
    ~Admission();

   private:
    friend ConnectionLimits;
    Admission(ConnectionLimits* limits, const IpAddress& source)
        : limits_(limits), source_(source) {}
    ConnectionLimits* limits_ = nullptr;
    IpAddress source_;
  };
  [[nodiscard]] Expected<Admission, Drop> admit(const IpAddress& remote);
  [[nodiscard]] std::size_t in_use() const { return in_use_; }

 private:
  struct Hash {
    std::size_t operator()(const IpAddress& ip) const noexcept {
      return std::hash<SocketAddress>{}({ip, 0});
    }
  };
  void give_back(const IpAddress& source);

  Bounds bounds_;
  std::size_t in_use_ = 0;
  std::unordered_map<IpAddress, std::size_t, Hash> of_source_;
};

}  // namespace sidetone::net
