#include "net/connection_limits.h"

#include <algorithm>
#include <utility>

namespace sidetone::net {
namespace {

IpAddress source_of(const IpAddress& remote) {
  if (!remote.is_v6()) return remote;
  auto bytes = remote.bytes();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
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

Expected<ConnectionLimits::Admission, Drop> ConnectionLimits::admit(const IpAddress& remote) {
  if (in_use_ >= bounds_.in_all) return unexpected(Drop::kTooManyInAll);
  const IpAddress source = source_of(remote);
  const auto found = of_source_.find(source);
  const std::size_t held = found == of_source_.end() ? 0 : found->second;
  if (held >= bounds_.per_source && !remote.is_loopback()) {
    return unexpected(Drop::kTooManyOfSource);
  }
  ++of_source_[source];
  ++in_use_;
  return Admission(this, source);
}

void ConnectionLimits::give_back(const IpAddress& source) {
  --in_use_;
  const auto found = of_source_.find(source);
  if (--found->second == 0) of_source_.erase(found);
}

}  // namespace sidetone::net
