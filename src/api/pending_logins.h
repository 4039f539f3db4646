#pragma once

#include "sip/auth/failure_limiter.h"

#include <cstdint>
#include <unordered_map>

namespace sidetone::api {

/// The password checks that are under way. Each costs a good part of a core's second, so that no
/// source may have more than two of them and no account more than one. Loopback, where a reverse
/// proxy may sit for many, has as many as it likes.
class PendingLogins {
 public:
  static constexpr int kPerSource = 2;

  using Subject = sip::FailureLimiter::Subject;
  /// False: not now. Otherwise end() follows.
  [[nodiscard]] bool begin(const Subject& subject);
  void end(const Subject& subject);

 private:
  using Counts = std::unordered_map<std::uint64_t, int>;
  Counts sources_;
  Counts accounts_;
};

}  // namespace sidetone::api
