#pragma once

#include "sip/message/parse_error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// `1800;refresher=uac` [RFC4028 §4].
struct SessionExpires {
  enum class Refresher : std::uint8_t { kUndecided, kUac, kUas };

  std::uint32_t seconds = 0;
  Refresher refresher = Refresher::kUndecided;
  bool operator==(const SessionExpires&) const = default;
};

[[nodiscard]] Parsed<SessionExpires> parse_session_expires(std::string_view value);
[[nodiscard]] std::string to_string(const SessionExpires& value);

/// `90;parameters` [RFC4028 §5]: seconds.
[[nodiscard]] Parsed<std::uint32_t> parse_min_se(std::string_view value);

}  // namespace sidetone::sip
