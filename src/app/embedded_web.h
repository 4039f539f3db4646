#pragma once

#include "api/static_files.h"

#include <span>
#include <string_view>

namespace sidetone::app {

// Both are defined in a file that tools/embed_web.mjs writes into the build folder.

/// The page in web/dist as it was when the program was built, sorted by path.
[[nodiscard]] std::span<const api::StaticFile> embedded_web();
/// docs/api/openapi.yaml
[[nodiscard]] std::string_view embedded_description();

}  // namespace sidetone::app
