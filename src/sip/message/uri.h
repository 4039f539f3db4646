#pragma once

#include "sip/message/parameters.h"
#include "sip/message/parse_error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

/// sip:, sips: [RFC3261 §19.1] and tel: [RFC3966] URIs. Any other scheme is kept as text in
/// `opaque`, so that it survives and can be refused with 416.
///
///   sip:user:password@host:port;uri-parameters?headers
///   tel:+1-201-555-0123;phone-context=example.com
struct Uri {
  std::string scheme = "sip";  ///< Lower case.
  std::string user;            ///< Unescaped. For tel: the number as written.
  std::string password;        ///< Unescaped; kept only to be compared, never logged.
  std::string host;            ///< Lower case; IPv6 with brackets. Empty for tel:.
  std::uint16_t port = 0;      ///< 0: none given.
  Parameters parameters;
  std::string headers;  ///< What follows '?', as written.
  std::string opaque;   ///< All that follows the colon, for other schemes.
  bool operator==(const Uri&) const = default;

  [[nodiscard]] bool is_sip() const { return scheme == "sip" || scheme == "sips"; }
  [[nodiscard]] bool is_tel() const { return scheme == "tel"; }
  [[nodiscard]] std::string to_string() const;
};

[[nodiscard]] Parsed<Uri> parse_uri(std::string_view text);
/// Does that text say to be a sips: URI?
[[nodiscard]] bool is_sips(std::string_view uri);

/// [RFC3261 §19.1.4] comparison: order of parameters and case of the host do not matter.
[[nodiscard]] bool equivalent(const Uri& a, const Uri& b);

}  // namespace sidetone::sip
