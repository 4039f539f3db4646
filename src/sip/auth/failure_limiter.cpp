#include "sip/auth/failure_limiter.h"

namespace sidetone::sip {
namespace {

/// One key per IPv4 address and per IPv6 /64, which is what one customer has.
std::uint64_t source_key(const IpAddress& source) {
  std::uint64_t key = 0;
  const std::size_t bytes = source.is_v6() ? 8 : 4;
  for (std::size_t i = 0; i < bytes; ++i) key = key << 8 | source.bytes()[i];
  return key;
}

std::uint64_t pair_key(const FailureLimiter::Subject& subject) {
  constexpr std::uint64_t kGoldenRatio = 0x9E37'79B9'7F4A'7C15;
  return subject.account ^ (source_key(subject.source) * kGoldenRatio);
}

}  // namespace

FailureLimiter::FailureLimiter(const Config& config)
    : sources_(config.per_source, config.capacity),
      accounts_(config.per_account, config.capacity),
      pairs_(config.per_pair, config.capacity),
      trusted_(config.trust, config.capacity) {}

bool FailureLimiter::may_try(const Subject& subject, Instant now) const {
  const std::uint64_t pair = pair_key(subject);
  if (pairs_.empty(pair, now)) return false;
  if (trusted_.has(pair, now)) return true;
  return !sources_.empty(source_key(subject.source), now) && !accounts_.empty(subject.account, now);
}

void FailureLimiter::failed(const Subject& subject, Instant now) {
  const std::uint64_t pair = pair_key(subject);
  pairs_.take(pair, now);
  if (trusted_.has(pair, now)) return;
  sources_.take(source_key(subject.source), now);
  accounts_.take(subject.account, now);
}

void FailureLimiter::succeeded(const Subject& subject, Instant now) {
  trusted_.add(pair_key(subject), now);
}

}  // namespace sidetone::sip
