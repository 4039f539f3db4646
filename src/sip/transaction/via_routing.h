#pragma once

#include "sip/message/message.h"
#include "sip/transport.h"

#include <string>

namespace sidetone::sip {

/// Writes into the top Via, which is `via`, where the request really came from, so that its answer
/// finds back: `received` [RFC3261 §18.2.1] and `rport` [RFC3581 §4]. Returns that Via.
Via stamp_via(HeaderFields& headers, Via via, const Peer& source);

/// Where the response to a stamped request goes. [RFC3261 §18.2.2, RFC3581 §4]
/// `maddr` is not followed: it would let a stranger aim our answers at a third party.
[[nodiscard]] Peer response_target(const Via& via, const Peer& source);

/// Our Via for a request to that peer: the sent-by is our local address, `rport` asks for the
/// port we are seen with, `alias` lets the peer reuse a connection of ours [RFC5923 §4].
[[nodiscard]] std::string our_via(const Peer& to, std::string_view branch);

/// `192.0.2.1:5060`, IPv6 in brackets: what our_via() and our Contact show to that peer.
[[nodiscard]] std::string sent_by(const Peer& to);

/// [RFC3261 §18.1.2] "If the value of the "sent-by" parameter in that header field value does not
/// correspond to a value that the client transport is configured to insert into requests, the
/// response MUST be silently discarded."
[[nodiscard]] bool is_our_via(const Via& via, const Peer& to);

}  // namespace sidetone::sip
