#include "app/command_line.h"

#include "app/version.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>

namespace sidetone::app {

Expected<CommandLine, std::string> parse_command_line(std::vector<std::string> arguments) {
  CLI::App program("Sidetone: a phone system whose telephone is a web page", "sidetone");
  program.require_subcommand(1);
  program.set_version_flag("--version", fmt::format("sidetone {}", kVersion));

  ServeCommand serve;
  CLI::App* serving = program.add_subcommand("serve", "Run the server");
  serving->add_option("--config", serve.config_file, "TOML file; docs/config.md lists every key");
  CLI::Option* demo =
      serving->add_flag("--demo", serve.demo, "A demo tenant, on ports that need no privilege");
  serving->add_flag("--demo-open", serve.demo_open, "Demo accounts work from other hosts too")
      ->needs(demo);

  CheckConfigCommand check;
  program.add_subcommand("check-config", "Say what is wrong with a configuration file")
      ->add_option("file", check.config_file, "TOML file")
      ->required();

  std::ranges::reverse(arguments);  // CLI11 takes them from the back.
  try {
    program.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = program.get_subcommands();
    return ShowText{chosen.empty() ? program.help() : chosen.front()->help("sidetone")};
  } catch (const CLI::CallForVersion& version) {
    return ShowText{fmt::format("{}\n", version.what())};
  } catch (const CLI::ParseError& error) {
    return unexpected(fmt::format("sidetone: {}; see sidetone --help", error.what()));
  }
  if (serving->parsed()) return serve;
  return check;
}

}  // namespace sidetone::app
