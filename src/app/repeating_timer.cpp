#include "app/repeating_timer.h"

#include <utility>

namespace sidetone::app {

RepeatingTimer::RepeatingTimer(boost::asio::io_context& loop, std::chrono::milliseconds every,
                               std::function<void()> work)
    : timer_(loop), every_(every), work_(std::move(work)) {
  wait();
}

void RepeatingTimer::wait() {
  timer_.expires_after(every_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    work_();
    wait();
  });
}

}  // namespace sidetone::app
