#pragma once

#include "app/config/config.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sidetone::app {

/// A value as TOML has it. From the environment all of them come as text.
using ConfigValue = std::variant<std::int64_t, bool, std::string, std::vector<std::string>>;

/// What is wrong with a value and what would be right: two half-sentences.
struct ConfigProblem {
  std::string wrong;
  std::string right;
};

/// One key of the configuration.
struct ConfigKey {
  std::string_view section;  ///< Empty: top level.
  std::string_view name;
  std::function<std::optional<ConfigProblem>(Config&, const ConfigValue&)> set;
  std::function<std::string(const Config&)> show;  ///< As one would write it in TOML.

  /// "listen.https_port"
  [[nodiscard]] std::string path() const;
  /// "SIDETONE_LISTEN_HTTPS_PORT"
  [[nodiscard]] std::string variable() const;
};

[[nodiscard]] std::span<const ConfigKey> config_keys();
[[nodiscard]] const ConfigKey* find_key(std::string_view section, std::string_view name);
/// The known key that looks most like `name`; empty when nothing comes close.
[[nodiscard]] std::string closest_key(std::string_view section, std::string_view name);

}  // namespace sidetone::app
