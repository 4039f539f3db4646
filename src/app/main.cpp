#include "app/command_line.h"
#include "app/config/config_reader.h"
#include "app/embedded_web.h"
#include "app/log.h"
#include "app/server.h"
#include "app/start_up.h"

#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <string>
#include <variant>

namespace sidetone::app {
namespace {

constexpr int kOk = 0;
constexpr int kUnusable = 2;

int refuse(const std::string& line) {
  fmt::print(stderr, "{}\n", line);
  return kUnusable;
}

int show(const ConfigErrors& errors) {
  for (const std::string& error : errors) fmt::print(stderr, "{}\n", error);
  return kUnusable;
}

Expected<Config, ConfigErrors> config_for(const ServeCommand& command) {
  return read_config({.defaults = command.demo ? demo_defaults() : Config{},
                      .file = command.config_file,
                      .environment = sidetone_environment()});
}

Expected<Config, std::string> reread(const ServeCommand& command) {
  auto config = config_for(command);
  if (!config) return unexpected(config.error().front());
  return std::move(*config);
}

int run(const ServeCommand& command) {
  auto config = config_for(command);
  if (!config) return show(config.error());
  if (config->listen.local_http_port != 0 && !command.demo) {
    return refuse("listen.local_http_port needs --demo; 0, or serve --demo");
  }
  log::open(config->log);
  const Environment environment = sidetone_environment();
  const auto password = environment.find("SIDETONE_DEMO_PASSWORD");
  auto server = Server::start(
      {.config = std::move(*config),
       .reread = [command] { return reread(command); },
       .demo = command.demo,
       .demo_open = command.demo_open,
       .demo_password = password == environment.end() ? std::string() : password->second,
       .page = embedded_web(),
       .api_description = embedded_description()});
  if (!server) return refuse("sidetone: " + server.error());
  fmt::print("{}", (*server)->banner());
  std::fflush(stdout);
  (*server)->run();
  return kOk;
}

int run(const CheckConfigCommand& command) {
  const auto config = read_config(
      {.defaults = {}, .file = command.config_file, .environment = sidetone_environment()});
  if (!config) return show(config.error());
  if (!config->tls.certificate.empty()) {
    net::ServerTls tls(certificate_files(*config));
    if (const auto loaded = tls.reload(); !loaded) {
      return refuse(fmt::format("{}: {}", command.config_file, loaded.error().text));
    }
  }
  return kOk;
}

int run(const ShowText& command) {
  fmt::print("{}", command.text);
  return kOk;
}

}  // namespace
}  // namespace sidetone::app

int main(int count, char** values) {
  using namespace sidetone::app;
  try {
    const auto command = parse_command_line({values + 1, values + count});
    if (!command) return refuse(command.error());
    return std::visit([](const auto& chosen) { return run(chosen); }, *command);
  } catch (const std::exception& error) {
    return refuse(std::string("sidetone: ") + error.what());
  }
}
