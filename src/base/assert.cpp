#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace sidetone {

void assertion_failed(const char* condition, std::source_location where) {
  std::fprintf(stderr, "invariant broken: %s at %s:%u in %s\n", condition, where.file_name(),
               where.line(), where.function_name());
  std::abort();
}

}  // namespace sidetone
