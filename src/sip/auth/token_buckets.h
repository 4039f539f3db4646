#pragma once

#include "base/time.h"

#include <cstdint>
#include <list>
#include <unordered_map>

namespace sidetone::sip {

/// `burst` tokens at once, then one more per `refill`.
struct Rate {
  std::uint32_t burst = 1;
  Duration refill = std::chrono::seconds(1);
};

/// One bucket per key; a key that was never taken from has a full one and costs no memory.
/// Bounded: the key that was used longest ago makes room.
class TokenBuckets {
 public:
  TokenBuckets(Rate rate, std::size_t capacity) : rate_(rate), capacity_(capacity) {}

  [[nodiscard]] bool empty(std::uint64_t key, Instant now) const;
  /// Takes one; from an empty bucket nothing is taken.
  void take(std::uint64_t key, Instant now);
  /// Puts one back that should not have been taken.
  void give_back(std::uint64_t key);
  [[nodiscard]] std::size_t size() const { return buckets_.size(); }

 private:
  /// Full again at this instant: each token taken moves it by one refill (GCRA).
  struct Bucket {
    Instant full_at;
    std::list<std::uint64_t>::iterator place;
  };
  void drop_full(Instant now);
  void drop_oldest();

  Rate rate_;
  std::size_t capacity_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
  std::list<std::uint64_t> order_;  ///< Least recently used first.
};

/// Keys that were seen within a span of time. Bounded like TokenBuckets.
class RecentKeys {
 public:
  RecentKeys(Duration span, std::size_t capacity) : span_(span), capacity_(capacity) {}

  void add(std::uint64_t key, Instant now);
  [[nodiscard]] bool has(std::uint64_t key, Instant now) const;

 private:
  struct Seen {
    Instant at;
    std::list<std::uint64_t>::iterator place;
  };
  Duration span_;
  std::size_t capacity_;
  std::unordered_map<std::uint64_t, Seen> seen_;
  std::list<std::uint64_t> order_;
};

}  // namespace sidetone::sip
