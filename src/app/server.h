#pragma once

#include "api/static_files.h"
#include "app/config/config.h"
#include "base/expected.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sidetone::app {

/// What `sidetone serve` was asked to do, and what is built into it.
struct ServeOptions {
  Config config;
  /// For SIGHUP: reads the configuration again. The error is what is wrong with it.
  std::function<Expected<Config, std::string>()> reread;
  bool demo = false;
  bool demo_open = false;
  std::string demo_password;  ///< From the environment; empty: a generated one.
  std::span<const api::StaticFile> page;
  std::string_view api_description;
};

/// The whole server, from bound ports to the last CDR. ARCHITECTURE.md draws what is in it.
class Server {
 public:
  /// Everything that can be wrong at start is found here. The error is one line.
  static Expected<std::unique_ptr<Server>, std::string> start(ServeOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Until SIGTERM or SIGINT: then no new calls, the present ones to their end or until
  /// drain_seconds have passed. A second signal ends it at once. SIGHUP reads certificates and
  /// configuration again.
  void run();
  /// What to tell whoever tries the demo; empty without --demo.
  [[nodiscard]] std::string banner() const;

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace sidetone::app
