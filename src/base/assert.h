#pragma once

#include <source_location>

namespace sidetone {

/// Ends the process with one line that names the broken invariant. Never for input from outside:
/// bytes from the network are answered or dropped and counted, see STYLE.md "Errors".
[[noreturn]] void assertion_failed(const char* condition, std::source_location where);

}  // namespace sidetone

/// Our own invariant; checked in every build, release too.
#define SIDETONE_ASSERT(condition) \
  ((condition) ? void(0)           \
               : ::sidetone::assertion_failed(#condition, std::source_location::current()))
