#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "base/time.h"
#include "net/drop.h"

#include <cstddef>
#include <unordered_map>

namespace sidetone::net {

/// Counts the connections of all stream listeners together and of each source, so that no single
/// host can take the whole table, nor keep us busy with handshakes. A source is an IPv4 address or
/// an IPv6 /56, which is what one customer has. Loopback, where a reverse proxy may sit, has only
/// the common bound, and places that nobody else gets.
class ConnectionLimits {
 public:
  struct Bounds {
    std::size_t in_all = 20'000;
    std::size_t per_source = 200;
    std::size_t more_for_loopback = 0;  ///< Beyond in_all.
    /// A source may connect so often at once, then once per `refill`.
    int burst = 200;
    Duration refill = std::chrono::milliseconds(20);
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
  [[nodiscard]] Expected<Admission, Drop> admit(const IpAddress& remote, Instant now);
  [[nodiscard]] std::size_t in_use() const { return in_use_; }
  /// How many it remembers.
  [[nodiscard]] std::size_t sources() const { return sources_.size(); }

 private:
  struct Hash {
    std::size_t operator()(const IpAddress& ip) const noexcept {
      return std::hash<SocketAddress>{}({ip, 0});
    }
  };
  struct Source {
    std::size_t held = 0;
    Instant full_at;  ///< Its bucket of new connections is full again (GCRA).
  };
  /// Sources that hold nothing are remembered for their buckets only, and never more of them.
  static constexpr std::size_t kMaxIdleSources = 10'000;

  [[nodiscard]] Expected<void, Drop> judge(const Source& source, Instant now) const;
  void give_back(const IpAddress& source);
  void forget_idle(Instant now);

  Bounds bounds_;
  std::size_t in_use_ = 0;
  std::unordered_map<IpAddress, Source, Hash> sources_;
};

}  // namespace sidetone::net
