#pragma once

#include "sip/message/message.h"

#include <optional>
#include <string_view>

namespace sidetone::sip {

/// What is served, not only understood: a phone that reads REFER here offers its user a transfer.
inline constexpr std::string_view kAllowedMethods =
    "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE, INFO, OPTIONS, REGISTER";
inline constexpr std::string_view kSupportedExtensions = "100rel, timer, outbound, path";
inline constexpr std::string_view kAcceptedTypes = "application/sdp";

/// Why a request is refused before anybody looks what it is about.
struct Refusal {
  int status = 0;
  HeaderFields headers;  ///< Allow, Unsupported, Accept, … as the status wants them.
};

/// Looks at a request in the order of [RFC3261 §8.2]: method (501, 405), Request-URI (416),
/// Max-Forwards (483, for an INVITE, which we would pass on), Require (420), Accept (406) and body
/// (415). nullopt: nothing is wrong with it.
[[nodiscard]] std::optional<Refusal> screen(const Request& request);

}  // namespace sidetone::sip
