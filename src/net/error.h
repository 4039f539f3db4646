#pragma once

#include <string>

namespace sidetone::net {

/// Why the operating system refused; `text` is fit for the one line that a start-up failure prints:
/// "UDP 0.0.0.0:5060: Address already in use".
struct Error {
  int code = 0;  ///< errno; 0 where there was none.
  std::string text;
};

/// "what: strerror(code)" for the errno of the call that has just failed.
[[nodiscard]] Error last_error(const std::string& what);

}  // namespace sidetone::net
