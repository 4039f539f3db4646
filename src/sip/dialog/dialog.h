#pragma once

#include "sip/message/message.h"
#include "sip/resolve/server_search.h"
#include "sip/transport.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::sip {

/// All that is needed to send and judge requests inside of one dialog [RFC3261 §12]: plain values,
/// so that a dialog can be written down and continued by another process.
struct DialogState {
  std::string call_id;
  std::string local_party;   ///< Our From (or To) value, tag included.
  std::string remote_party;  ///< Theirs, tag included.
  std::string local_tag;
  std::string remote_tag;     ///< Empty: the peer speaks RFC 2543.
  std::string remote_target;  ///< URI of their latest Contact.
  std::string contact_user;   ///< User part of our Contact.
  std::vector<std::string> route_set;
  std::uint32_t local_cseq = 0;
  std::uint32_t remote_cseq = 0;  ///< 0: none seen; the first INVITE of a peer sets it.
  bool owns_call_id = false;      ///< We made it: decides who waits longer after a glare.
  /// Their Contact and Record-Route can be reached as written. Not so behind a NAT: there requests
  /// go where the first message came from or went to.
  bool reachable_by_uri = false;
  bool secure = false;  ///< [RFC3261 §12.1.1]: all of it was sent to sips: over TLS.
  Peer peer;  ///< The flow on which the dialog lives; for UDP the address of the next hop.
  std::string found_hop;  ///< The URI of the next hop that was looked for and is `peer` now.
};

/// A next hop that says where it is by a name, and what to look for. [RFC3263 §4]
struct NamedHop {
  std::string uri;
  ServerSearch::Target target;
};

/// A dialog that a response to our INVITE creates, early or confirmed. [RFC3261 §12.1.2]
[[nodiscard]] DialogState dialog_of_uac(const Request& invite, const Response& response,
                                        const Peer& target);
/// The dialog that our tagged response to their INVITE creates. [RFC3261 §12.1.1]
[[nodiscard]] DialogState dialog_of_uas(const Request& invite, std::string_view local_tag,
                                        const Peer& source);

/// A request inside of the dialog, without Via; takes the next CSeq. [RFC3261 §12.2.1.1]
[[nodiscard]] Request request_in(DialogState& dialog, std::string_view method);
/// The ACK of the 2xx to the INVITE with that CSeq. [RFC3261 §13.2.2.4]
[[nodiscard]] Request ack_in(const DialogState& dialog, std::uint32_t invite_cseq);

/// Is the request next in order? Then it is noted as seen. [RFC3261 §12.2.2] A lower CSeq gets 500.
[[nodiscard]] bool accept_cseq(DialogState& dialog, const Request& request);

/// A target refresh request or its 2xx moves the remote target. [RFC3261 §12.2]
void refresh_target(DialogState& dialog, const HeaderFields& headers);
/// The same from another connection than before, or from another address of its NAT: the dialog
/// lives there now.
void move_to(DialogState& dialog, const Peer& source);
/// The connection is gone: from now on a new one is wanted, to where their Contact says.
void leave_flow(DialogState& dialog);

/// Requests have to go to a name that was not looked for yet: a datagram to a peer behind no NAT,
/// or the first message of a new connection. nullopt: they go to `peer`.
[[nodiscard]] std::optional<NamedHop> named_hop(const DialogState& dialog);
/// The search for that hop is over: with the address of a server, or without.
void settle_hop(DialogState& dialog, std::string_view hop,
                const std::optional<SocketAddress>& found);

/// `<sip:user@192.0.2.1:5060;transport=tcp>`: how the peer reaches us in this dialog.
[[nodiscard]] std::string our_contact(const DialogState& dialog);
[[nodiscard]] std::string our_contact(std::string_view user, const Peer& peer, bool secure = false);

}  // namespace sidetone::sip
