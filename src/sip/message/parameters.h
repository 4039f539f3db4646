#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

/// `;name=value` pairs of a URI or a header, in the order they came. Names compare without case,
/// and of a name that comes twice the first counts.
/// A quoted value is kept without its quotes and escapes and quoted again where it must be.
struct Parameter {
  std::string name;
  std::optional<std::string> value;  ///< nullopt: `;lr`. Empty: `;x=""`.
  bool operator==(const Parameter&) const = default;
};

class Parameters {
 public:
  [[nodiscard]] bool has(std::string_view name) const;
  /// nullopt when absent; "" when present without a value.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  void set(std::string_view name, std::optional<std::string> value);
  void remove(std::string_view name);

  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] auto begin() const { return list_.begin(); }
  [[nodiscard]] auto end() const { return list_.end(); }
  void append(Parameter parameter) { list_.push_back(std::move(parameter)); }
  bool operator==(const Parameters&) const = default;

 private:
  std::vector<Parameter> list_;
};

}  // namespace sidetone::sip
