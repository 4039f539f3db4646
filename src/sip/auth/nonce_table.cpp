#include "sip/auth/nonce_table.h"

#include <algorithm>

namespace sidetone::sip {

bool NonceTable::use(Nonce nonce, std::uint32_t count, Instant now) {
  // [RFC7616 §3.4] the first request of a nonce has the count 1.
  if (count == 0) return false;
  const auto found = used_.find(nonce.id);
  if (found != used_.end()) return found->second.take(count);
  if (nonce.issued <= forgotten_up_to_) return false;
  make_room(now);
  used_.emplace(nonce.id, Used{.highest = count});
  order_.push_back(nonce);
  return true;
}

bool NonceTable::Used::take(std::uint32_t count) {
  if (count > highest) {
    const std::uint32_t step = count - highest;
    below = step < 64 ? below << step : 0;
    if (step <= 64) below |= std::uint64_t{1} << (step - 1);
    highest = count;
    return true;
  }
  const std::uint32_t age = highest - count;
  if (age == 0 || age > 64) return false;
  const std::uint64_t bit = std::uint64_t{1} << (age - 1);
  if ((below & bit) != 0) return false;
  below |= bit;
  return true;
}

void NonceTable::make_room(Instant now) {
  while (!order_.empty()) {
    const Nonce& oldest = order_.front();
    const bool expired = oldest.issued + lifetime_ < now;
    if (!expired && used_.size() < capacity_) return;
    forgotten_up_to_ = std::max(forgotten_up_to_, oldest.issued);
    used_.erase(oldest.id);
    order_.pop_front();
  }
}

}  // namespace sidetone::sip
