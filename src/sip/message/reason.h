#pragma once

#include "sip/message/header_fields.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

/// Why a request or a 487 was sent: `SIP;cause=200;text="Call completed elsewhere"`, or
/// `Q.850;cause=16;text="Terminated"` [RFC3326 §2].
struct Reason {
  std::string protocol;
  int cause = 0;     ///< 0: none given.
  std::string text;  ///< UTF-8.
  bool operator==(const Reason&) const = default;
};

/// nullopt when it is none: a Reason is only news, a bad one is passed over.
[[nodiscard]] std::optional<Reason> parse_reason(std::string_view value);
/// All readable ones of a message, in order.
[[nodiscard]] std::vector<Reason> reasons(const HeaderFields& headers);
[[nodiscard]] std::string to_string(const Reason& reason);

}  // namespace sidetone::sip
