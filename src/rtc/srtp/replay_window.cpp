#include "rtc/srtp/replay_window.h"

namespace sidetone::rtc {
namespace {

constexpr std::uint64_t kWord = 64;

}  // namespace

ReplayWindow::Verdict ReplayWindow::check(std::uint64_t index) const {
  if (!highest_ || index > *highest_) return Verdict::kFresh;
  const std::uint64_t age = *highest_ - index;
  if (age >= kSize) return Verdict::kTooOld;
  const bool seen = (seen_[age / kWord] >> (age % kWord) & 1) != 0;
  return seen ? Verdict::kSeen : Verdict::kFresh;
}

void ReplayWindow::mark(std::uint64_t index) {
  if (!highest_ || index > *highest_) {
    if (highest_) advance(index - *highest_);
    highest_ = index;
  }
  const std::uint64_t age = *highest_ - index;
  if (age < kSize) seen_[age / kWord] |= std::uint64_t{1} << (age % kWord);
}

void ReplayWindow::advance(std::uint64_t by) {
  static_assert(kSize == 2 * kWord);
  if (by >= kSize) {
    seen_.fill(0);
  } else if (by >= kWord) {
    seen_[1] = seen_[0] << (by - kWord);
    seen_[0] = 0;
  } else if (by > 0) {
    seen_[1] = seen_[1] << by | seen_[0] >> (kWord - by);
    seen_[0] <<= by;
  }
}

}  // namespace sidetone::rtc
