#pragma once

#include "base/address.h"
#include "base/time.h"
#include "sip/auth/token_buckets.h"

#include <cstdint>

namespace sidetone::sip {

/// Slows guessing down. A wrong password takes a token from the bucket of the source (an IPv4
/// address or an IPv6 /64), of the account, and of the pair of both. An attempt is looked at only
/// while the buckets that judge it hold a token.
///
/// A pair that was right within the last hour is judged by its own bucket alone: a stranger who
/// guesses at an account cannot lock its phone out, nor can the broken phone next door that
/// shares its NAT.
class FailureLimiter {
 public:
  struct Config {
    Rate per_source{.burst = 30, .refill = std::chrono::seconds(2)};   ///< 30, then 30 a minute.
    Rate per_account{.burst = 20, .refill = std::chrono::seconds(6)};  ///< 20, then 10 a minute.
    Rate per_pair{.burst = 10, .refill = std::chrono::seconds(6)};     ///< 10, then 10 a minute.
    Duration trust = std::chrono::hours(1);
    std::size_t capacity = 20'000;  ///< Entries of each table.
  };
  /// `account` stands for realm and user name in one; the same hash each time.
  struct Subject {
    IpAddress source;
    std::uint64_t account = 0;
  };

  /// One key per IPv4 address and per IPv6 /64, which is what one customer has.
  [[nodiscard]] static std::uint64_t key_of(const IpAddress& source);

  explicit FailureLimiter(const Config& config);

  [[nodiscard]] bool may_try(const Subject& subject, Instant now) const;
  void failed(const Subject& subject, Instant now);
  /// What was counted as failed in advance, while nobody knew, was not.
  void forgive(const Subject& subject, Instant now);
  void succeeded(const Subject& subject, Instant now);

 private:
  TokenBuckets sources_;
  TokenBuckets accounts_;
  TokenBuckets pairs_;
  RecentKeys trusted_;
};

}  // namespace sidetone::sip
