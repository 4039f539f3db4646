#include "sip/auth/token_buckets.h"

#include <algorithm>

namespace sidetone::sip {

bool TokenBuckets::empty(std::uint64_t key, Instant now) const {
  const auto found = buckets_.find(key);
  return found != buckets_.end() && found->second.full_at - now > rate_.refill * (rate_.burst - 1);
}

void TokenBuckets::take(std::uint64_t key, Instant now) {
  if (empty(key, now)) return;
  drop_full(now);
  auto [bucket, is_new] = buckets_.try_emplace(key, Bucket{.full_at = now});
  if (!is_new) order_.erase(bucket->second.place);
  bucket->second.place = order_.insert(order_.end(), key);
  bucket->second.full_at = std::max(bucket->second.full_at, now) + rate_.refill;
  if (buckets_.size() > capacity_) drop_oldest();
}

void TokenBuckets::give_back(std::uint64_t key) {
  // A bucket that is gone was full; one that looks fuller than full is cut down by take().
  if (const auto found = buckets_.find(key); found != buckets_.end()) {
    found->second.full_at -= rate_.refill;
  }
}

void TokenBuckets::drop_full(Instant now) {
  while (!order_.empty() && buckets_.at(order_.front()).full_at <= now) drop_oldest();
}

void TokenBuckets::drop_oldest() {
  buckets_.erase(order_.front());
  order_.pop_front();
}

void RecentKeys::add(std::uint64_t key, Instant now) {
  auto [seen, is_new] = seen_.try_emplace(key);
  if (!is_new) order_.erase(seen->second.place);
  seen->second = {.at = now, .place = order_.insert(order_.end(), key)};
  if (seen_.size() <= capacity_) return;
  seen_.erase(order_.front());
  order_.pop_front();
}

bool RecentKeys::has(std::uint64_t key, Instant now) const {
  const auto found = seen_.find(key);
  return found != seen_.end() && now - found->second.at < span_;
}

}  // namespace sidetone::sip
