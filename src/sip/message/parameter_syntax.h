#pragma once

#include "sip/message/cursor.h"
#include "sip/message/parameters.h"

#include <cstddef>
#include <string>

namespace sidetone::sip {

/// More parameters than this on one value are refused: every look-up is a linear search.
inline constexpr std::size_t kMaxParameters = 128;

/// `name`, `name=token`, `name="quoted"` of a header [RFC3261 §25.1 generic-param], white space
/// around '=' allowed. False when it is none of these; the cursor then stands where it broke.
[[nodiscard]] bool read_parameter(Cursor& cursor, Parameters& out);
/// `*(SEMI generic-param)`: reads as long as a ';' follows.
[[nodiscard]] bool read_header_parameters(Cursor& cursor, Parameters& out);
void append_header_parameters(std::string& out, const Parameters& parameters);

/// `;name=value` of a URI [RFC3261 §19.1.1]: escaped, never quoted, no white space. Reads to the
/// end of `text`, which is empty or begins with ';'.
[[nodiscard]] bool read_uri_parameters(std::string_view text, Parameters& out);
void append_uri_parameters(std::string& out, const Parameters& parameters);

}  // namespace sidetone::sip
