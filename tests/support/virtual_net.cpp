#include "support/virtual_net.h"

#include <algorithm>
#include <utility>

namespace sidetone::test {

void VirtualNet::send(Parcel parcel, Instant now) {
  if (sip::reliable(parcel.to.transport)) return schedule(std::move(parcel), now);
  if (happens(conditions_.loss_percent)) return;
  if (happens(conditions_.duplicate_percent)) schedule(parcel, now);
  schedule(std::move(parcel), now);
}

void VirtualNet::schedule(Parcel parcel, Instant now) {
  Instant at = now + conditions_.latency;
  if (conditions_.jitter.count() > 0) {
    at += Duration(dice_.below(static_cast<std::uint32_t>(conditions_.jitter.count())));
  }
  if (sip::reliable(parcel.to.transport)) {
    Instant& last = last_on_flow_[parcel.to.flow.value() * 2 + (parcel.from.port == 5060)];
    last = at = std::max(at, last);
  }
  underway_.emplace(at, std::move(parcel));
}

std::optional<VirtualNet::Parcel> VirtualNet::arrive(Instant now) {
  if (underway_.empty() || underway_.begin()->first > now) return std::nullopt;
  Parcel parcel = std::move(underway_.begin()->second);
  underway_.erase(underway_.begin());
  return parcel;
}

}  // namespace sidetone::test
