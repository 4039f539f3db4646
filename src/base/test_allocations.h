#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts what a test binary takes from the heap by operator new. It replaces the operators of the
/// whole binary and is not inline: one source of each binary includes it, and no more than one.
namespace sidetone {

/// Since the process began.
std::size_t allocations = 0;

}  // namespace sidetone

// Out of line, or the compiler sees free() meet what new returned.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++sidetone::allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++sidetone::allocations;
  return std::malloc(size);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
