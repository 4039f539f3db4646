#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>

namespace sidetone::app {

/// Does something again and again on the loop's thread, until it is destroyed.
class RepeatingTimer {
 public:
  RepeatingTimer(boost::asio::io_context& loop, std::chrono::milliseconds every,
                 std::function<void()> work);

 private:
  void wait();

  boost::asio::steady_timer timer_;
  std::chrono::milliseconds every_;
  std::function<void()> work_;
};

}  // namespace sidetone::app
