#pragma once

#include <string>
#include <utility>

namespace sidetone {

/// A name, number, address or text of a user: may travel, may not be logged in clear.
/// Logging sinks print `redacted()`; whoever needs the value says so with `reveal()`.
template <typename T>
class Pii {
 public:
  Pii() = default;
  explicit Pii(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& reveal() const { return value_; }
  bool operator==(const Pii&) const = default;

 private:
  T value_;
};

/// "1***4 (4)": first and last character and the length, enough to tell two apart in a log that
/// is passed on, not enough to call somebody. Up to three characters: only the length.
[[nodiscard]] std::string redacted(const Pii<std::string>& text);

}  // namespace sidetone
