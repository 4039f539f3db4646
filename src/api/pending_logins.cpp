#include "api/pending_logins.h"

namespace sidetone::api {
namespace {

using Counts = std::unordered_map<std::uint64_t, int>;

bool add(Counts& counts, std::uint64_t key, int at_most) {
  const auto found = counts.try_emplace(key, 0).first;
  if (found->second >= at_most) return false;
  ++found->second;
  return true;
}

void remove(Counts& counts, std::uint64_t key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

}  // namespace

bool PendingLogins::begin(const Subject& subject) {
  if (!add(accounts_, subject.account, 1)) return false;
  if (subject.source.is_loopback()) return true;
  if (add(sources_, sip::FailureLimiter::key_of(subject.source), kPerSource)) return true;
  remove(accounts_, subject.account);
  return false;
}

void PendingLogins::end(const Subject& subject) {
  if (!subject.source.is_loopback()) {
    remove(sources_, sip::FailureLimiter::key_of(subject.source));
  }
  remove(accounts_, subject.account);
}

}  // namespace sidetone::api
