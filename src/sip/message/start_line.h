#pragma once

#include "sip/message/message.h"

namespace sidetone::sip {

/// `INVITE sip:bob@example.com SIP/2.0` or `SIP/2.0 200 OK`: a message that has only its first
/// line [RFC3261 §7.1, §7.2].
[[nodiscard]] Parsed<Message> parse_start_line(std::string_view line);

}  // namespace sidetone::sip
