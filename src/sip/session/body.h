#pragma once

#include "base/expected.h"
#include "sip/message/message.h"

#include <string>
#include <string_view>

namespace sidetone::sip {

/// The session description in a message: its whole body, or the first part of that type in a
/// multipart one [RFC5621 §3]. Empty when there is no body, or none that has to be understood
/// (Content-Disposition: …;handling=optional). Error: 415, there is something else.
[[nodiscard]] Expected<std::string, int> sdp_of(const HeaderFields& headers, std::string_view body);

/// Puts a session description on a message; nothing when it is empty.
void put_sdp(HeaderFields& headers, std::string& body, std::string sdp);

}  // namespace sidetone::sip
