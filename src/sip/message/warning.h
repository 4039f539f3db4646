#pragma once

#include "sip/message/parse_error.h"

#include <string>
#include <string_view>

namespace sidetone::sip {

/// `305 example.com "Incompatible media format"`: more about a refusal [RFC3261 §20.43].
struct Warning {
  int code = 399;
  std::string agent;  ///< Host or pseudonym of who adds it.
  std::string text;   ///< UTF-8.
  bool operator==(const Warning&) const = default;
};

/// One value; HeaderFields::values() cuts a line into them.
[[nodiscard]] Parsed<Warning> parse_warning(std::string_view value);
[[nodiscard]] std::string to_string(const Warning& warning);

}  // namespace sidetone::sip
