#pragma once

#include "sip/message/header_fields.h"

#include <optional>
#include <string_view>

namespace sidetone::sip {

/// The bytes of type `full_type` (lower case, e.g. "application/sdp") in a message: its body, or
/// the first such part of a multipart/* body [RFC5621 §3.1, RFC2046 §5.1]. Nested multiparts are
/// not entered. nullopt when there is none. The view points into `body`.
[[nodiscard]] std::optional<std::string_view> find_body_part(const HeaderFields& headers,
                                                             std::string_view body,
                                                             std::string_view full_type);

}  // namespace sidetone::sip
