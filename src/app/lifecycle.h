#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>

namespace sidetone::app {

/// Listens to SIGTERM, SIGINT and SIGHUP and leads the server to its end: no new calls, then wait
/// for the present ones, then hang up what is left, then stop the loop. A second signal cuts the
/// waiting short, a third one also the hanging up.
class Lifecycle {
 public:
  struct Steps {
    std::function<void()> reload;
    std::function<void()> drain;
    std::function<void()> hang_up_all;
    /// True: no call is up, and nothing of the last ones is still to be said.
    std::function<bool()> idle;
    std::function<std::chrono::seconds()> patience;  ///< drain_seconds.
  };
  Lifecycle(boost::asio::io_context& loop, Steps steps);

  [[nodiscard]] bool draining() const { return draining_; }
  /// As SIGTERM does, each time.
  void end();

 private:
  using Clock = std::chrono::steady_clock;
  void listen();
  void begin_drain();
  void look_again();
  void last_words();

  boost::asio::io_context& loop_;
  Steps steps_;
  boost::asio::signal_set signals_;
  boost::asio::steady_timer timer_;
  Clock::time_point give_up_at_;
  bool draining_ = false;
  bool hanging_up_ = false;
  bool hurried_ = false;
};

}  // namespace sidetone::app
