#include "net/connection_limits.h"

#include <algorithm>
#include <utility>

namespace sidetone::net {
namespace {

IpAddress source_of(const IpAddress& remote) {
  if (!remote.is_v6()) return remote;
  auto bytes = remote.bytes();
  std::fill(bytes.begin() + 7, bytes.end(), std::uint8_t{0});
  return IpAddress::v6(bytes);
}

}  // namespace

ConnectionLimits::Admission::Admission(Admission&& other) noexcept
    : limits_(std::exchange(other.limits_, nullptr)), source_(other.source_) {}

ConnectionLimits::Admission& ConnectionLimits::Admission::operator=(Admission&& other) noexcept {
  std::swap(limits_, other.limits_);
  std::swap(source_, other.source_);
  return *this;
}

ConnectionLimits::Admission::~Admission() {
  if (limits_ != nullptr) limits_->give_back(source_);
}

Expected<ConnectionLimits::Admission, Drop> ConnectionLimits::admit(const IpAddress& remote,
                                                                    Instant now) {
  const bool loopback = remote.is_loopback();
  const std::size_t places = bounds_.in_all + (loopback ? bounds_.more_for_loopback : 0);
  if (in_use_ >= places) return unexpected(Drop::kTooManyInAll);
  if (sources_.size() >= bounds_.in_all + kMaxIdleSources) forget_idle(now);
  const IpAddress key = source_of(remote);
  Source& source = sources_[key];
  if (!loopback) {
    if (const auto judged = judge(source, now); !judged) return unexpected(judged.error());
    source.full_at = std::max(source.full_at, now) + bounds_.refill;
  }
  ++source.held;
  ++in_use_;
  return Admission(this, key);
}

Expected<void, Drop> ConnectionLimits::judge(const Source& source, Instant now) const {
  if (source.held >= bounds_.per_source) return unexpected(Drop::kTooManyOfSource);
  if (source.full_at - now > bounds_.refill * (bounds_.burst - 1)) {
    return unexpected(Drop::kConnectsTooFast);
  }
  return {};
}

void ConnectionLimits::give_back(const IpAddress& source) {
  --in_use_;
  --sources_.at(source).held;
}

void ConnectionLimits::forget_idle(Instant now) {
  std::erase_if(sources_, [now](const auto& entry) {
    return entry.second.held == 0 && entry.second.full_at <= now;
  });
  // So many at once are no customers: better to be lenient with them than to remember them all.
  if (sources_.size() >= bounds_.in_all + kMaxIdleSources / 2) {
    std::erase_if(sources_, [](const auto& entry) { return entry.second.held == 0; });
  }
}

}  // namespace sidetone::net
