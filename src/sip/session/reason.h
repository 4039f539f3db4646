#pragma once

#include "sip/user_agent.h"

#include <string_view>

namespace sidetone::sip {

/// Why the peer ended or refused something: status line and Reason headers [RFC3326 §2].
[[nodiscard]] Ending ending_of(const Response& response);
[[nodiscard]] Ending ending_of(const Request& request);
/// One that we decided on ourselves: 408, 481, …
[[nodiscard]] Ending ending_of(int status);

/// The status with which an INVITE is refused when its call is hung up with that Reason value:
/// `SIP;cause=486` says so itself; else 480.
[[nodiscard]] int status_of_reason(std::string_view reason);

}  // namespace sidetone::sip
