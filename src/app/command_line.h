#pragma once

#include "base/expected.h"

#include <string>
#include <variant>
#include <vector>

namespace sidetone::app {

/// `sidetone serve`
struct ServeCommand {
  std::string config_file;  ///< Empty: defaults and environment only.
  bool demo = false;        ///< A tenant to try things with, and ports without privilege.
  bool demo_open = false;   ///< Its accounts work from other hosts too.
};
/// `sidetone check-config F`
struct CheckConfigCommand {
  std::string config_file;
};
/// --help, --version: text for stdout, exit 0.
struct ShowText {
  std::string text;
};
using CommandLine = std::variant<ServeCommand, CheckConfigCommand, ShowText>;

/// Arguments without the program's name. The error is the one line to print before exit 2.
[[nodiscard]] Expected<CommandLine, std::string> parse_command_line(
    std::vector<std::string> arguments);

}  // namespace sidetone::app
