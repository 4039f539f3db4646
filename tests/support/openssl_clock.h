#pragma once

#include "base/time.h"

namespace sidetone::test {

/// Gives OpenSSL the tests' time. libssl asks gettimeofday() for its DTLS timers; a test binary
/// that links this file answers in the C library's place: with the thread's virtual time once it
/// was set, with the real time before.
class OpenSslClock {
 public:
  /// Whoever moves virtual time calls this first, then the machines.
  static void set(Instant now);
};

}  // namespace sidetone::test
