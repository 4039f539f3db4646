#pragma once

#include <expected>

namespace sidetone {

/// A value, or why there is none. [[nodiscard]] by the standard library's own class.
template <typename T, typename E>
using Expected = std::expected<T, E>;

using std::unexpected;

}  // namespace sidetone
