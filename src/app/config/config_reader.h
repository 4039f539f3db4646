#pragma once

#include "app/config/config.h"
#include "base/expected.h"

#include <map>
#include <string>
#include <vector>

namespace sidetone::app {

/// SIDETONE_… variables of the process, name to value.
using Environment = std::map<std::string, std::string>;
[[nodiscard]] Environment sidetone_environment();

/// One line each: "sidetone.toml:7: listen.https_prot is unknown; did you mean listen.https_port?".
using ConfigErrors = std::vector<std::string>;

struct ConfigSources {
  Config defaults;
  std::string file;  ///< Empty: none.
  Environment environment;
};

/// The file on top of the defaults, the environment on top of the file, then what concerns several
/// keys at once. All errors that there are, not only the first.
[[nodiscard]] Expected<Config, ConfigErrors> read_config(const ConfigSources& sources);

}  // namespace sidetone::app
