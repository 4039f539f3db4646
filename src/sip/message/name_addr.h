#pragma once

#include "sip/message/parameters.h"
#include "sip/message/parse_error.h"
#include "sip/message/uri.h"

#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

/// `"Display Name" <sip:user@host>;tag=x`: From, To, Contact, Route, Record-Route, Refer-To,
/// P-Asserted-Identity, … [RFC3261 §20.10, §25.1].
struct NameAddr {
  std::string display_name;  ///< Unquoted, unescaped UTF-8.
  Uri uri;
  Parameters parameters;  ///< Of the header, not of the URI.
  bool operator==(const NameAddr&) const = default;

  [[nodiscard]] std::string_view tag() const { return parameters.find("tag").value_or(""); }
  [[nodiscard]] std::string to_string() const;
};

[[nodiscard]] Parsed<NameAddr> parse_name_addr(std::string_view text);
/// A comma-separated list, e.g. the value of one Contact or Route line.
[[nodiscard]] Parsed<std::vector<NameAddr>> parse_name_addr_list(std::string_view text);

}  // namespace sidetone::sip
