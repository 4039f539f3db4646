#include "sip/auth/failure_limiter.h"

namespace sidetone::sip {
namespace {

std::uint64_t pair_key(const FailureLimiter::Subject& subject) {
  constexpr std::uint64_t kGoldenRatio = 0x9E37'79B9'7F4A'7C15;
  return subject.account ^ (FailureLimiter::key_of(subject.source) * kGoldenRatio);
}

}  // namespace

std::uint64_t FailureLimiter::key_of(const IpAddress& source) {
  std::uint64_t key = 0;
  const std::size_t bytes = source.is_v6() ? 8 : 4;
  for (std::size_t i = 0; i < bytes; ++i) key = key << 8 | source.bytes()[i];
  return key;
}

FailureLimiter::FailureLimiter(const Config& config)
    : sources_(config.per_source, config.capacity),
      accounts_(config.per_account, config.capacity),
      pairs_(config.per_pair, config.capacity),
      trusted_(config.trust, config.capacity) {}

bool FailureLimiter::may_try(const Subject& subject, Instant now) const {
  const std::uint64_t pair = pair_key(subject);
  if (pairs_.empty(pair, now)) return false;
  if (trusted_.has(pair, now)) return true;
  return !sources_.empty(key_of(subject.source), now) && !accounts_.empty(subject.account, now);
}

void FailureLimiter::failed(const Subject& subject, Instant now) {
  const std::uint64_t pair = pair_key(subject);
  pairs_.take(pair, now);
  if (trusted_.has(pair, now)) return;
  sources_.take(key_of(subject.source), now);
  accounts_.take(subject.account, now);
}

void FailureLimiter::forgive(const Subject& subject, Instant now) {
  const std::uint64_t pair = pair_key(subject);
  pairs_.give_back(pair);
  if (trusted_.has(pair, now)) return;
  sources_.give_back(key_of(subject.source));
  accounts_.give_back(subject.account);
}

void FailureLimiter::succeeded(const Subject& subject, Instant now) {
  trusted_.add(pair_key(subject), now);
}

}  // namespace sidetone::sip
