#include "support/openssl_clock.h"

#include <ctime>
#include <optional>
#include <sys/time.h>

namespace sidetone::test {
namespace {

thread_local std::optional<Instant> virtual_time;

timeval as_timeval(Duration since_zero) {
  // Zero means "no timer" to OpenSSL.
  constexpr Duration kOurZero = std::chrono::hours(24 * 365);
  const auto micros = (kOurZero + since_zero).count();
  return {.tv_sec = micros / 1'000'000, .tv_usec = micros % 1'000'000};
}

}  // namespace

void OpenSslClock::set(Instant now) {
  virtual_time = now;
}

}  // namespace sidetone::test

extern "C" int gettimeofday(timeval* time, void* /*zone*/) noexcept {
  if (sidetone::test::virtual_time) {
    *time = sidetone::test::as_timeval(sidetone::test::virtual_time->time_since_epoch());
    return 0;
  }
  timespec now{};
  const int result = clock_gettime(CLOCK_REALTIME, &now);
  *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
  return result;
}
