#include "app/config/config_reader.h"

#include "app/config/config_check.h"
#include "app/config/config_keys.h"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <optional>
#include <string_view>
#include <toml++/toml.h>
#include <unistd.h>

namespace sidetone::app {
namespace {

constexpr std::string_view kPrefix = "SIDETONE_";

std::optional<ConfigValue> value_of(const toml::node& node) {
  if (const auto* number = node.as_integer()) return ConfigValue(number->get());
  if (const auto* yes = node.as_boolean()) return ConfigValue(yes->get());
  if (const auto* text = node.as_string()) return ConfigValue(text->get());
  const auto* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> list;
  for (const toml::node& entry : *array) {
    const auto* text = entry.as_string();
    if (text == nullptr) return std::nullopt;
    list.push_back(text->get());
  }
  return ConfigValue(std::move(list));
}

/// Reads one file into a Config and collects what is wrong with it.
class FileReader {
 public:
  FileReader(std::string name, Config& config, ConfigErrors& errors)
      : name_(std::move(name)), config_(config), errors_(errors) {}

  void read() {
    try {
      const toml::table table = toml::parse_file(name_);
      read_table("", table);
    } catch (const toml::parse_error& error) {
      complain(error.source(),
               fmt::format("{}; a TOML file, see docs/config.md", error.description()));
    }
  }

 private:
  void complain(const toml::source_region& where, const std::string& what) {
    const bool known = static_cast<bool>(where.begin);
    errors_.push_back(known ? fmt::format("{}:{}: {}", name_, where.begin.line, what)
                            : fmt::format("{}: {}", name_, what));
  }

  void read_table(std::string_view section, const toml::table& table) {
    for (const auto& [name, node] : table) {
      const auto* inner = node.as_table();
      if (inner != nullptr && section.empty() && is_section(name.str())) {
        read_table(name.str(), *inner);
      } else {
        read_key(section, name.str(), node);
      }
    }
  }

  static bool is_section(std::string_view name) {
    return std::ranges::any_of(config_keys(),
                               [&](const ConfigKey& key) { return key.section == name; });
  }

  void read_key(std::string_view section, std::string_view name, const toml::node& node) {
    const ConfigKey* key = find_key(section, name);
    if (key == nullptr) return complain(node.source(), unknown(section, name));
    const auto value = value_of(node);
    if (!value) {
      return complain(
          node.source(),
          key->path() + " has a value of the wrong type; the default is " + key->show(Config{}));
    }
    if (const auto problem = key->set(config_, *value)) {
      complain(node.source(),
               fmt::format("{} = {}; {}", key->path(), problem->wrong, problem->right));
    }
  }

  static std::string unknown(std::string_view section, std::string_view name) {
    const std::string path =
        section.empty() ? std::string(name) : fmt::format("{}.{}", section, name);
    const std::string closest = closest_key(section, name);
    if (closest.empty()) return path + " is unknown; docs/config.md lists every key";
    return fmt::format("{} is unknown; did you mean {}?", path, closest);
  }

  std::string name_;
  Config& config_;
  ConfigErrors& errors_;
};

bool names_a_section(std::string_view variable) {
  return std::ranges::any_of(config_keys(), [&](const ConfigKey& key) {
    const std::string whole = key.variable();
    return !key.section.empty() &&
           variable.starts_with(std::string_view(whole).substr(0, whole.size() - key.name.size()));
  });
}

void read_environment(const Environment& environment, Config& config, ConfigErrors& errors) {
  for (const auto& [variable, text] : environment) {
    const auto keys = config_keys();
    const auto key = std::ranges::find_if(
        keys, [&](const ConfigKey& candidate) { return candidate.variable() == variable; });
    if (key == keys.end()) {
      // Others may name their own variables SIDETONE_…; one that names a section of ours is meant
      // for us.
      if (names_a_section(variable)) {
        errors.push_back(variable + " names no key; docs/config.md lists every key");
      }
    } else if (const auto problem = key->set(config, text)) {
      errors.push_back(fmt::format("{}: {}; {}", variable, problem->wrong, problem->right));
    }
  }
}

}  // namespace

Environment sidetone_environment() {
  Environment found;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with(kPrefix)) continue;
    found.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

Expected<Config, ConfigErrors> read_config(const ConfigSources& sources) {
  Config config = sources.defaults;
  ConfigErrors errors;
  if (!sources.file.empty()) FileReader(sources.file, config, errors).read();
  read_environment(sources.environment, config, errors);
  if (errors.empty()) errors = check_config(config);
  if (!errors.empty()) {
    // A problem that concerns several keys has no line of its own.
    const std::string prefix = sources.file.empty() ? "" : sources.file + ": ";
    for (std::string& error : errors) {
      if (!error.starts_with(kPrefix) && !error.starts_with(sources.file + ":")) {
        error.insert(0, prefix);
      }
    }
    return unexpected(std::move(errors));
  }
  return config;
}

}  // namespace sidetone::app
