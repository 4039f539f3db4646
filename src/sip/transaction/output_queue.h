#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace sidetone::sip {

/// What a machine has to say until its owner drains it. An idle one owns no memory worth naming,
/// which counts with a hundred thousand lingering transactions.
template <typename Output>
class OutputQueue {
 public:
  void push(Output output) { items_.push_back(std::move(output)); }
  [[nodiscard]] bool empty() const { return next_ == items_.size(); }

  [[nodiscard]] std::optional<Output> poll() {
    if (empty()) return std::nullopt;
    std::optional<Output> output(std::move(items_[next_++]));
    if (empty()) {
      items_.clear();
      next_ = 0;
    }
    return output;
  }

 private:
  std::vector<Output> items_;
  std::size_t next_ = 0;
};

}  // namespace sidetone::sip
