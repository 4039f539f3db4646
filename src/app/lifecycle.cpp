#include "app/lifecycle.h"

#include "app/log.h"

#include <csignal>

namespace sidetone::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookAgain = 50ms;
// For the BYEs that we send at the very end to be answered.
constexpr auto kLastWords = 1s;

}  // namespace

Lifecycle::Lifecycle(boost::asio::io_context& loop, Steps steps)
    : loop_(loop), steps_(std::move(steps)), signals_(loop, SIGTERM, SIGINT, SIGHUP), timer_(loop) {
  listen();
}

void Lifecycle::listen() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      steps_.reload();
    } else {
      end();
    }
    listen();
  });
}

void Lifecycle::end() {
  if (!draining_) return begin_drain();
  if (hurried_) {
    log::warning("ended_at_once", {{"why", "third signal"}});
    loop_.stop();
    return;
  }
  hurried_ = true;
  log::warning("hanging_up", {{"why", "second signal"}});
  if (!hanging_up_) last_words();
}

void Lifecycle::begin_drain() {
  draining_ = true;
  const auto patience = steps_.patience();
  log::info("draining", {{"seconds", patience.count()}});
  give_up_at_ = Clock::now() + patience;
  steps_.drain();
  look_again();
}

void Lifecycle::look_again() {
  if (steps_.idle()) {
    log::info("ended");
    loop_.stop();
    return;
  }
  if (Clock::now() >= give_up_at_) {
    if (hanging_up_) {
      log::warning("ended_at_once", {{"why", "peers did not answer our BYE"}});
      loop_.stop();
      return;
    }
    last_words();
  }
  timer_.expires_after(kLookAgain);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) look_again();
  });
}

void Lifecycle::last_words() {
  hanging_up_ = true;
  give_up_at_ = Clock::now() + kLastWords;
  steps_.hang_up_all();
}

}  // namespace sidetone::app
