#include "net/error.h"

#include <cerrno>
#include <system_error>

namespace sidetone::net {

Error last_error(const std::string& what) {
  const int code = errno;
  return {.code = code, .text = what + ": " + std::generic_category().message(code)};
}

}  // namespace sidetone::net
