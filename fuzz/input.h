#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sidetone::fuzz {

/// The bytes of one input, from the first to the last; zeros once they are used up.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  [[nodiscard]] bool empty() const { return at_ == size_; }
  std::uint8_t next() { return empty() ? std::uint8_t{0} : data_[at_++]; }
  bool flip() { return next() % 2 == 1; }
  template <typename T, std::size_t N>
  const T& pick(const std::array<T, N>& from) {
    return from[next() % N];
  }
  /// The next `count` bytes, or all that are left.
  std::string_view take(std::size_t count) {
    const std::size_t size = std::min(count, size_ - at_);
    const std::string_view text(reinterpret_cast<const char*>(data_ + at_), size);
    at_ += size;
    return text;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

}  // namespace sidetone::fuzz
