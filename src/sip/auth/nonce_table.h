#pragma once

#include "base/time.h"

#include <cstdint>
#include <deque>
#include <unordered_map>

namespace sidetone::sip {

/// Which nonce counts were used already, so that a digest seen on the wire cannot be sent again
/// [RFC7616 §3.4.5]. Counts may arrive a little out of order: the last 64 are remembered.
/// Bounded: the oldest nonce makes room, and it and all nonces as old count as used up.
class NonceTable {
 public:
  struct Nonce {
    std::uint64_t id = 0;  ///< Random; unique among living nonces.
    Instant issued;
  };

  NonceTable(std::size_t capacity, Duration lifetime) : capacity_(capacity), lifetime_(lifetime) {}

  /// True, once, for each count of a nonce. Call only for digests that were right.
  [[nodiscard]] bool use(Nonce nonce, std::uint32_t count, Instant now);
  [[nodiscard]] std::size_t size() const { return used_.size(); }

 private:
  struct Used {
    std::uint32_t highest = 0;
    std::uint64_t below = 0;  ///< Bit n: highest − 1 − n was used.
    bool take(std::uint32_t count);
  };
  void make_room(Instant now);

  std::size_t capacity_;
  Duration lifetime_;
  std::unordered_map<std::uint64_t, Used> used_;
  std::deque<Nonce> order_;  ///< As they were first used.
  Instant forgotten_up_to_ =
      Instant::min();  ///< Of nonces not in the table, those up to here are void.
};

}  // namespace sidetone::sip
