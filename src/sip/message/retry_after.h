#pragma once

#include "sip/message/parse_error.h"

#include <cstdint>
#include <string_view>

namespace sidetone::sip {

/// Seconds of `18000;duration=3600` or `120 (I'm in a meeting)` [RFC3261 §20.33]; what is too
/// large becomes 2^32-1. Comment and parameters are read and dropped.
[[nodiscard]] Parsed<std::uint32_t> parse_retry_after(std::string_view value);

}  // namespace sidetone::sip
