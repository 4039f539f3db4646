#pragma once

#include "sip/message/message.h"

namespace sidetone::sip {

/// The ACK of a refusal, inside the INVITE's own transaction. [RFC3261 §17.1.1.3]
[[nodiscard]] Request ack_for(const Request& invite, const Response& refusal);

/// The CANCEL of an INVITE of ours that has no final answer yet. [RFC3261 §9.1]
[[nodiscard]] Request cancel_for(const Request& invite);

}  // namespace sidetone::sip
