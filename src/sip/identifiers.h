#pragma once

#include "base/strong_id.h"

namespace sidetone::sip {

/// One INVITE dialog usage of ours: an incoming or outgoing call leg.
using SessionId = StrongId<struct SessionTag>;
/// A request that came in and waits for its answer, or was answered a short time ago.
using ServerTransactionId = StrongId<struct ServerTransactionTag>;
/// A request that we sent and whose answer is awaited, or came a short time ago.
using ClientTransactionId = StrongId<struct ClientTransactionTag>;

}  // namespace sidetone::sip
