#pragma once

#include "base/time.h"

#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace sidetone {

/// For an owner of many machines: which of them wants the time next? Each key has one deadline;
/// setting it again moves it, kNever removes it.
template <typename Key>
class DeadlineHeap {
 public:
  void set(const Key& key, Instant deadline) {
    const auto found = at_.find(key);
    if (found != at_.end()) {
      if (found->second == deadline) return;
      order_.erase({found->second, key});
      if (deadline == kNever) {
        at_.erase(found);
        return;
      }
      found->second = deadline;
    } else {
      if (deadline == kNever) return;
      at_.emplace(key, deadline);
    }
    order_.emplace(deadline, key);
  }
  void remove(const Key& key) { set(key, kNever); }

  /// The earliest deadline of all; kNever when nobody waits.
  [[nodiscard]] Instant next() const { return order_.empty() ? kNever : order_.begin()->first; }
  /// Takes out one key whose time has come, earliest first.
  [[nodiscard]] std::optional<Key> pop_due(Instant now) {
    if (order_.empty() || order_.begin()->first > now) return std::nullopt;
    const Key key = order_.begin()->second;
    order_.erase(order_.begin());
    at_.erase(key);
    return key;
  }
  [[nodiscard]] std::size_t size() const { return at_.size(); }

 private:
  std::set<std::pair<Instant, Key>> order_;
  std::unordered_map<Key, Instant> at_;
};

}  // namespace sidetone
