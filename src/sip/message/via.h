#pragma once

#include "sip/message/parameters.h"
#include "sip/message/parse_error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// `SIP/2.0/UDP host:port;branch=z9hG4bK…` [RFC3261 §20.42, §18.2.2; RFC3581 rport].
struct Via {
  std::string transport;   ///< Upper case: "UDP", "TCP", "TLS", "WS", "WSS", or another token.
  std::string host;        ///< Lower case; IPv6 in brackets.
  std::uint16_t port = 0;  ///< 0: none given.
  Parameters parameters;
  bool operator==(const Via&) const = default;

  [[nodiscard]] std::string_view branch() const { return parameters.find("branch").value_or(""); }
  [[nodiscard]] std::string to_string() const;
};

/// Reads the first Via of a header value; the value may hold several, comma-separated.
[[nodiscard]] Parsed<Via> parse_via(std::string_view text);

}  // namespace sidetone::sip
