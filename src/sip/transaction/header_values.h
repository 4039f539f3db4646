#pragma once

#include <string_view>

namespace sidetone::sip {

/// The tag of a From or To value as written; "" when it has none. Reads no further than it must:
/// every message is matched by it.
[[nodiscard]] std::string_view tag_of(std::string_view party);

/// The URI of a From, To, Contact or Route value, without display name and header parameters.
[[nodiscard]] std::string_view uri_of(std::string_view name_addr);

/// What stands in front of the first ';' outside of <> and quotes, trimmed: "SIP" of
/// `SIP;cause=200`, "90" of `90;refresher=uac`.
[[nodiscard]] std::string_view bare_value_of(std::string_view value);

/// The header parameter of that name, unquoted when it is quoted; empty view with data() == nullptr
/// when it is absent.
[[nodiscard]] std::string_view parameter_of(std::string_view value, std::string_view name);

}  // namespace sidetone::sip
