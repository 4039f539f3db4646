#pragma once

#include "call_maker.h"
#include "delays.h"
#include "port.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace sidetone::bench {

/// Whole calls from the caller to the callee: INVITE, 180, 200, ACK, and BYE as soon as it is up.
class CallLoad {
 public:
  struct Plan {
    std::uint32_t calls = 0;
    /// A call begins every so often, however many are up; 0: as soon as fewer than `in_flight` are.
    double calls_per_second = 0;
    std::size_t in_flight = 64;
  };
  struct Result {
    std::uint32_t completed = 0;
    std::uint32_t failed = 0;
    double seconds = 0;
    std::int64_t answer_p50_us = 0;  ///< From INVITE to its 200.
    std::int64_t answer_p99_us = 0;

    [[nodiscard]] std::string to_json() const;
  };

  CallLoad(Party& caller, Party& callee);

  /// Calls that stand still for five seconds have failed.
  [[nodiscard]] Result run(const Plan& plan);

 private:
  void begin(const Plan& plan);
  void wait(const Plan& plan) const;
  void read_news();
  void handle(const SipUser::Output& news);

  Party& caller_;
  Party& callee_;
  Port media_;  ///< Of all calls: nobody speaks, and nobody reads what the server reports.
  std::string description_;
  /// "sidetone-bench/17" is what the 18th call of all says as its User-Agent.
  std::uint32_t begun_ = 0;

  // Of the run that goes on.
  std::int64_t start_ns_ = 0;
  std::uint32_t begun_now_ = 0;
  std::unordered_map<std::string, std::int64_t> begun_at_;  ///< By call id, while it lasts.
  Result result_;
  Delays delays_;
};

}  // namespace sidetone::bench
