#pragma once

#include <string_view>

namespace sidetone::net {

/// Is every sequence well-formed [RFC3629]: no overlong form, no surrogate, nothing above U+10FFFF?
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace sidetone::net
