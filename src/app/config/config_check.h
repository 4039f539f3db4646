#pragma once

#include "app/config/config.h"

#include <string>
#include <vector>

namespace sidetone::app {

/// What is wrong with keys that are each right alone: two listeners on one port, half of a
/// certificate. "what is wrong; what would be right", one a line.
[[nodiscard]] std::vector<std::string> check_config(const Config& config);

/// config.media.workers, or what 0 stands for on this host.
[[nodiscard]] int worker_count(const Config& config);

}  // namespace sidetone::app
