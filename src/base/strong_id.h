#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace sidetone {

/// A number that names one thing and cannot be mistaken for another kind of thing:
/// `using FlowId = StrongId<struct FlowTag>;`. 0 names nothing.
template <typename Tag>
class StrongId {
 public:
  constexpr StrongId() = default;
  constexpr explicit StrongId(std::uint64_t value) : value_(value) {}

  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr explicit operator bool() const { return value_ != 0; }
  constexpr auto operator<=>(const StrongId&) const = default;

 private:
  std::uint64_t value_ = 0;
};

}  // namespace sidetone

template <typename Tag>
struct std::hash<sidetone::StrongId<Tag>> {
  std::size_t operator()(sidetone::StrongId<Tag> id) const noexcept {
    return std::hash<std::uint64_t>{}(id.value());
  }
};
