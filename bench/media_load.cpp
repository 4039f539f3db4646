#include "media_load.h"

#include <ctime>
#include <fmt/format.h>
#include <memory>

namespace sidetone::bench {
namespace {

constexpr std::int64_t kTurnNs = 1'000'000;  // Twenty turns make a packet's time.
constexpr std::size_t kTurns = 20;
constexpr std::int64_t kLateNs = 5 * kTurnNs;
// For the last packets to arrive.
constexpr std::int64_t kSettleNs = 200'000'000;

std::int64_t steady_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

void sleep_until(std::int64_t at_ns) {
  const timespec time{.tv_sec = at_ns / 1'000'000'000, .tv_nsec = at_ns % 1'000'000'000};
  while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr) != 0) {}
}

}  // namespace

std::string MediaLoad::Result::to_json() const {
  return fmt::format(R"({{"sent": {}, "good": {}, "lost": {}, "disordered": {}, "wrong": {}, )"
                     R"("late_turns": {}, "delay_p50_us": {}, "delay_p99_us": {}}})",
                     sent, verdicts.good, verdicts.lost, verdicts.disordered, verdicts.wrong,
                     late_turns, delay_p50_us, delay_p99_us);
}

MediaLoad::Result MediaLoad::totals() const {
  Result sum;
  for (const MediaEnd& end : ends_) {
    sum.sent += end.said();
    sum.verdicts += end.verdicts();
  }
  return sum;
}

MediaLoad::Result MediaLoad::run(double seconds, const std::function<void()>& meanwhile) {
  const Result before = totals();
  Delays delays;
  const auto inbox = std::make_unique<Port::Inbox>();
  std::uint64_t late = 0;
  const auto packets = static_cast<std::size_t>(seconds * 50);
  const std::int64_t start = steady_ns() + kTurnNs;
  for (std::size_t turn = 0; turn < packets * kTurns; ++turn) {
    const std::int64_t due = start + static_cast<std::int64_t>(turn) * kTurnNs;
    sleep_until(due);
    if (steady_ns() - due > kLateNs) ++late;
    for (std::size_t i = turn % kTurns; i < ends_.size(); i += kTurns) {
      ends_[i].listen(*inbox, delays);
      ends_[i].say();
    }
    if (turn % kTurns == 0) meanwhile();
  }
  sleep_until(steady_ns() + kSettleNs);
  for (MediaEnd& end : ends_) end.listen(*inbox, delays);
  Result result = totals();
  result.sent -= before.sent;
  result.verdicts -= before.verdicts;
  result.late_turns = late;
  result.delay_p50_us = delays.quantile_us(0.5);
  result.delay_p99_us = delays.quantile_us(0.99);
  return result;
}

}  // namespace sidetone::bench
