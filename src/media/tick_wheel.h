#pragma once

#include "base/time.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sidetone::media {

/// Gives each member a turn every 20 ms, spread over twenty moments 1 ms apart, so that a thousand
/// encoders do not all want the processor at once. `Member` has an `int wheel_slot`, -1 outside.
template <typename Member>
class TickWheel {
 public:
  static constexpr Duration kSlotTime = std::chrono::milliseconds(1);
  static constexpr std::size_t kSlots = 20;

  void add(Member& member, Instant now) {
    if (member.wheel_slot >= 0) return;
    if (members_ == 0) cursor_ = now.time_since_epoch() / kSlotTime + 1;
    const auto emptiest = std::min_element(slots_.begin(), slots_.end(),
                                           [](auto& a, auto& b) { return a.size() < b.size(); });
    member.wheel_slot = static_cast<int>(emptiest - slots_.begin());
    emptiest->push_back(&member);
    ++members_;
  }
  void remove(Member& member) {
    if (member.wheel_slot < 0) return;
    auto& slot = slots_[static_cast<std::size_t>(member.wheel_slot)];
    std::erase(slot, &member);
    member.wheel_slot = -1;
    --members_;
  }

  [[nodiscard]] Instant deadline() const {
    if (members_ == 0) return kNever;
    std::int64_t turn = cursor_;
    while (slot_of(turn).empty()) ++turn;
    return time_of(turn);
  }
  /// Calls `tick(member, its nominal time)` for every turn that has come, one moment per call:
  /// true if there is more to do at once. After a stall the missed turns are not made up for.
  template <typename Tick>
  bool run_one(Instant now, Tick tick) {
    if (deadline() > now) return false;
    if (now - time_of(cursor_) > kMaxCatchUp) {
      cursor_ += (now - time_of(cursor_)) / kPeriod * static_cast<std::int64_t>(kSlots);
    }
    while (slot_of(cursor_).empty()) ++cursor_;
    const Instant at = time_of(cursor_);
    if (at > now) return false;
    auto& slot = slots_[index_of(cursor_)];
    ++cursor_;
    // Backwards: a member may leave the wheel in its own turn.
    for (std::size_t i = slot.size(); i-- > 0;) tick(*slot[i], at);
    return deadline() <= now;
  }
  [[nodiscard]] std::size_t size() const { return members_; }

 private:
  static constexpr Duration kPeriod = kSlotTime * kSlots;
  static constexpr Duration kMaxCatchUp = std::chrono::milliseconds(200);

  static std::size_t index_of(std::int64_t turn) { return static_cast<std::size_t>(turn) % kSlots; }
  static Instant time_of(std::int64_t turn) { return Instant(turn * kSlotTime); }
  [[nodiscard]] const std::vector<Member*>& slot_of(std::int64_t turn) const {
    return slots_[index_of(turn)];
  }

  std::array<std::vector<Member*>, kSlots> slots_;
  std::int64_t cursor_ = 0;  ///< Next moment, in kSlotTime since the clock's zero.
  std::size_t members_ = 0;
};

}  // namespace sidetone::media
