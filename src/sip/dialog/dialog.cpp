#include "sip/dialog/dialog.h"

#include "sip/message/text.h"
#include "sip/transaction/header_values.h"
#include "sip/transaction/via_routing.h"

#include <algorithm>

namespace sidetone::sip {
namespace {

std::string value(const HeaderFields& headers, HeaderId id) {
  return std::string(headers.find(id).value_or(""));
}

std::vector<std::string> record_route(const HeaderFields& headers) {
  std::vector<std::string> route;
  for (std::string_view line : headers.values(HeaderId::kRecordRoute)) route.emplace_back(line);
  return route;
}

std::string contact_uri(const HeaderFields& headers) {
  return std::string(uri_of(headers.find(HeaderId::kContact).value_or("")));
}

std::uint32_t cseq_of(const HeaderFields& headers) {
  const auto cseq = parse_cseq(headers.find(HeaderId::kCSeq).value_or(""));
  return cseq ? cseq->number : 0;
}

bool shows_its_address(const Request& invite, const Peer& source) {
  const auto via = parse_via(invite.headers.find(HeaderId::kVia).value_or(""));
  if (!via) return false;
  const auto host = IpAddress::parse(via->host);
  return host && *host == source.remote.ip;
}

bool shows_its_address(std::string_view request_uri, const Peer& target) {
  const auto uri = parse_uri(request_uri);
  if (!uri) return false;
  const auto host = IpAddress::parse(uri->host);
  return !host || *host == target.remote.ip;
}

bool is_loose(std::string_view route) {
  const auto uri = parse_uri(uri_of(route));
  return uri && uri->parameters.has("lr");
}

/// May requests to that URI go on this transport? A sips: URI says `transport=tcp` and means TLS
/// over it [RFC3261 §26.2.2].
bool fits(const Uri& uri, Transport transport) {
  const std::string_view wanted = uri.parameters.find("transport").value_or("");
  if (wanted.empty() || equal_without_case(wanted, via_name(transport))) return true;
  const bool over_tcp = transport == Transport::kTls && equal_without_case(wanted, "tcp");
  return over_tcp && uri.scheme == "sips";
}

/// Where a URI points to, when it says so with an address; a name would have to be resolved.
std::optional<SocketAddress> address_in(std::string_view text, Transport transport) {
  const auto uri = parse_uri(text);
  if (!uri || !uri->is_sip()) return std::nullopt;
  const auto ip = IpAddress::parse(uri->host);
  if (!ip || ip->is_unspecified()) return std::nullopt;
  if (!fits(*uri, transport)) return std::nullopt;
  return SocketAddress{*ip, uri->port != 0 ? uri->port : default_port(transport)};
}

std::string_view next_hop(const DialogState& dialog) {
  return dialog.route_set.empty() ? std::string_view(dialog.remote_target)
                                  : uri_of(dialog.route_set.front());
}

/// [RFC3261 §12.2.1.1] requests go to the first Route or to the remote target. Connections serve
/// for as long as they are up; a datagram follows the URI where it can.
void aim(DialogState& dialog) {
  if (dialog.peer.transport != Transport::kUdp || !dialog.reachable_by_uri) return;
  if (const auto address = address_in(next_hop(dialog), Transport::kUdp)) {
    dialog.peer.remote = *address;
    dialog.found_hop.clear();
  }
}

void add_common(const DialogState& dialog, Request& request, const CSeq& cseq) {
  request.headers.add(HeaderId::kMaxForwards, "70");
  request.headers.add(HeaderId::kFrom, dialog.local_party);
  request.headers.add(HeaderId::kTo, dialog.remote_party);
  request.headers.add(HeaderId::kCallId, dialog.call_id);
  request.headers.add(HeaderId::kCSeq, to_string(cseq));
}

void add_route(const DialogState& dialog, Request& request) {
  request.uri = dialog.remote_target;
  if (dialog.route_set.empty()) return;
  if (is_loose(dialog.route_set.front())) {
    for (const std::string& route : dialog.route_set) request.headers.add(HeaderId::kRoute, route);
    return;
  }
  // [RFC3261 §12.2.1.1] "If the route set is not empty, and its first URI does not contain the lr
  // parameter, the UAC MUST place the first URI from the route set into the Request-URI", the rest
  // and then "the remote target URI into the Route header field as the last value."
  request.uri = uri_of(dialog.route_set.front());
  for (std::size_t i = 1; i < dialog.route_set.size(); ++i) {
    request.headers.add(HeaderId::kRoute, dialog.route_set[i]);
  }
  request.headers.add(HeaderId::kRoute, '<' + dialog.remote_target + '>');
}

Request make_request(const DialogState& dialog, const CSeq& cseq) {
  Request request{.method = cseq.method, .uri = {}, .headers = {}, .body = {}};
  request.headers.reserve(16);
  add_route(dialog, request);
  add_common(dialog, request, cseq);
  return request;
}

}  // namespace

DialogState dialog_of_uac(const Request& invite, const Response& response, const Peer& target) {
  DialogState dialog{.call_id = value(invite.headers, HeaderId::kCallId),
                     .local_party = value(invite.headers, HeaderId::kFrom),
                     .remote_party = value(response.headers, HeaderId::kTo),
                     .local_tag = {},
                     .remote_tag = {},
                     .remote_target = contact_uri(response.headers),
                     .contact_user = {},
                     .route_set = record_route(response.headers),
                     .local_cseq = cseq_of(invite.headers),
                     .remote_cseq = 0,
                     .owns_call_id = true,
                     .reachable_by_uri = shows_its_address(invite.uri, target),
                     // [RFC3261 §12.1.2] "If the request was sent over TLS, and the Request-URI
                     // contained a SIPS URI, the "secure" flag is set to TRUE."
                     .secure = encrypted(target.transport) && is_sips(invite.uri),
                     .peer = target,
                     .found_hop = {}};
  dialog.local_tag = tag_of(dialog.local_party);
  dialog.remote_tag = tag_of(dialog.remote_party);
  // A 2xx without Contact is against the RFC; the URI that reached the peer once will do.
  if (dialog.remote_target.empty()) dialog.remote_target = invite.uri;
  // [RFC3261 §12.1.2] "The route set MUST be set to the list of URIs in the Record-Route header
  // field from the response, taken in reverse order".
  std::ranges::reverse(dialog.route_set);
  aim(dialog);
  return dialog;
}

DialogState dialog_of_uas(const Request& invite, std::string_view local_tag, const Peer& source) {
  DialogState dialog{.call_id = value(invite.headers, HeaderId::kCallId),
                     .local_party = value(invite.headers, HeaderId::kTo),
                     .remote_party = value(invite.headers, HeaderId::kFrom),
                     .local_tag = std::string(local_tag),
                     .remote_tag = {},
                     .remote_target = contact_uri(invite.headers),
                     .contact_user = {},
                     .route_set = record_route(invite.headers),
                     .local_cseq = 0,
                     .remote_cseq = cseq_of(invite.headers),
                     .owns_call_id = false,
                     .reachable_by_uri = shows_its_address(invite, source),
                     // [RFC3261 §12.1.1] "If the request arrived over TLS, and the Request-URI
                     // contained a SIPS URI, the "secure" flag is set to TRUE."
                     .secure = encrypted(source.transport) && is_sips(invite.uri),
                     .peer = source,
                     .found_hop = {}};
  dialog.local_party.append(";tag=").append(local_tag);
  dialog.remote_tag = tag_of(dialog.remote_party);
  if (dialog.remote_target.empty()) dialog.remote_target = uri_of(dialog.remote_party);
  aim(dialog);
  return dialog;
}

Request request_in(DialogState& dialog, std::string_view method) {
  return make_request(dialog, {.number = ++dialog.local_cseq, .method = std::string(method)});
}

Request ack_in(const DialogState& dialog, std::uint32_t invite_cseq) {
  return make_request(dialog, {.number = invite_cseq, .method = "ACK"});
}

bool accept_cseq(DialogState& dialog, const Request& request) {
  // [RFC3261 §12.2.2] "If the remote sequence number was not empty, but the sequence number of the
  // request is lower than the remote sequence number, the request is out of order and MUST be
  // rejected with a 500 (Server Internal Error) response." An equal one is a copy gone astray.
  const std::uint32_t number = cseq_of(request.headers);
  if (dialog.remote_cseq != 0 && number <= dialog.remote_cseq) return false;
  dialog.remote_cseq = number;
  return true;
}

void refresh_target(DialogState& dialog, const HeaderFields& headers) {
  std::string target = contact_uri(headers);
  if (target.empty()) return;
  dialog.remote_target = std::move(target);
  aim(dialog);
}

void move_to(DialogState& dialog, const Peer& source) {
  // What began encrypted goes on encrypted.
  if (dialog.secure && !encrypted(source.transport)) return;
  if (reliable(source.transport)) {
    dialog.peer = source;
  } else if (dialog.peer.transport == source.transport && !dialog.reachable_by_uri) {
    dialog.peer.remote = source.remote;
  }
}

void leave_flow(DialogState& dialog) {
  if (!reliable(dialog.peer.transport)) return;
  const auto address = address_in(next_hop(dialog), dialog.peer.transport);
  dialog.peer.flow = FlowId();
  dialog.found_hop.clear();
  if (address) dialog.peer.remote = *address;
}

std::optional<NamedHop> named_hop(const DialogState& dialog) {
  const Transport transport = dialog.peer.transport;
  const bool by_uri = reliable(transport) ? !dialog.peer.flow : dialog.reachable_by_uri;
  const std::string_view hop = next_hop(dialog);
  if (!by_uri || hop == dialog.found_hop) return std::nullopt;
  const auto uri = parse_uri(hop);
  if (!uri || !uri->is_sip()) return std::nullopt;
  // The dialog stays on the transport on which it was made.
  if (!fits(*uri, transport)) return std::nullopt;
  // [RFC3263 §4] "If the URI contains a maddr parameter, TARGET is the value of that parameter".
  std::string host(uri->parameters.find("maddr").value_or(uri->host));
  if (IpAddress::parse(uri->host) && host == uri->host) return std::nullopt;
  ServerSearch::Target target{.host = std::move(host),
                              .port = std::nullopt,
                              .transport = transport,
                              .sips = uri->scheme == "sips"};
  if (uri->port != 0) target.port = uri->port;
  return NamedHop{std::string(hop), std::move(target)};
}

void settle_hop(DialogState& dialog, std::string_view hop,
                const std::optional<SocketAddress>& found) {
  if (next_hop(dialog) != hop) return;  // It moved on meanwhile.
  if (found) dialog.peer.remote = *found;
  // Nothing found: a datagram may still reach the peer where its own came from.
  if (found || !reliable(dialog.peer.transport)) dialog.found_hop = hop;
}

std::string our_contact(const DialogState& dialog) {
  return our_contact(dialog.contact_user, dialog.peer, dialog.secure);
}

std::string our_contact(std::string_view user, const Peer& peer, bool secure) {
  // [RFC3261 §12.1.1] "If the request that initiated the dialog contained a SIPS URI in the
  // Request-URI …, the Contact header field in the response MUST be a SIPS URI."
  std::string contact = secure ? "<sips:" : "<sip:";
  if (!user.empty()) {
    append_escaped(contact, user, CharClass::kUser);
    contact += '@';
  }
  contact += sent_by(peer);
  switch (peer.transport) {
    case Transport::kUdp:
      break;
    case Transport::kTcp:
      contact += ";transport=tcp";
      break;
    case Transport::kTls:
      if (!secure) contact += ";transport=tls";
      break;
    case Transport::kWs:
    case Transport::kWss:
      contact += ";transport=ws";  // [RFC7118 §5.2.3] the same for both.
      break;
  }
  contact += '>';
  return contact;
}

}  // namespace sidetone::sip
