#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sidetone::store {

/// Runs a job somewhere else: on the loop of whoever waits for the result.
using Executor = std::function<void(std::function<void()>)>;

/// One thread that does blocking work in order. Its queue is bounded: a job that does not fit is
/// refused at once, and whoever asked says so to its own client.
class Worker {
 public:
  explicit Worker(std::size_t max_jobs = 1'000);
  /// Does what is queued, then ends.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] bool post(std::function<void()> job);

 private:
  void run();

  std::size_t max_jobs_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sidetone::store
