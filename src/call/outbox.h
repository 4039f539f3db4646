#pragma once

#include "call/switchboard.h"

#include <deque>
#include <optional>
#include <utility>

namespace sidetone::call {

/// Where the parts of a switchboard put what it will tell its owner, in order.
class Outbox {
 public:
  void push(Switchboard::Output output) { waiting_.push_back(std::move(output)); }
  void count(std::string_view name) { push(Switchboard::Counted{name}); }
  void log(std::string_view event, std::string pairs) {
    push(Switchboard::Log{event, std::move(pairs)});
  }
  [[nodiscard]] std::optional<Switchboard::Output> poll() {
    if (waiting_.empty()) return std::nullopt;
    Switchboard::Output next = std::move(waiting_.front());
    waiting_.pop_front();
    return next;
  }

 private:
  std::deque<Switchboard::Output> waiting_;
};

}  // namespace sidetone::call
