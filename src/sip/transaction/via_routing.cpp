#include "sip/transaction/via_routing.h"

namespace sidetone::sip {
namespace {

bool host_is(std::string_view host, const IpAddress& address) {
  const auto parsed = IpAddress::parse(host);
  return parsed && *parsed == address;
}

}  // namespace

Via stamp_via(HeaderFields& headers, Via via, const Peer& source) {
  const bool wants_port = via.parameters.has("rport");
  if (!wants_port && host_is(via.host, source.remote.ip)) return via;
  // [RFC3581 §4] "When a server … receives a request … it examines the topmost Via header field
  // value. If this Via header field value contains an "rport" parameter with no value, it MUST set
  // the value of the parameter to the source port of the request", and adds `received` even where
  // it equals the sent-by.
  via.parameters.set("received", source.remote.ip.to_string());
  if (wants_port) via.parameters.set("rport", std::to_string(source.remote.port));
  headers.remove_first_value(HeaderId::kVia);
  headers.add_front(HeaderId::kVia, via.to_string());
  return via;
}

Peer response_target(const Via& via, const Peer& source) {
  // [RFC3261 §18.2.2] "If the "sent-protocol" is a reliable transport protocol …, the response MUST
  // be sent using the existing connection to the source of the original request".
  if (reliable(source.transport) || via.parameters.has("rport")) return source;
  Peer target = source;
  target.remote.port = via.port != 0 ? via.port : default_port(source.transport);
  return target;
}

std::string our_via(const Peer& to, std::string_view branch) {
  std::string via = "SIP/2.0/";
  via += via_name(to.transport);
  via += ' ';
  via += sent_by(to);
  via += ";rport;branch=";
  via += branch;
  if (to.transport == Transport::kTcp || to.transport == Transport::kTls) via += ";alias";
  return via;
}

std::string sent_by(const Peer& to) {
  return to.local.ip.to_host() + ':' + std::to_string(to.local.port);
}

bool is_our_via(const Via& via, const Peer& to) {
  const std::uint16_t port = via.port != 0 ? via.port : default_port(to.transport);
  return port == to.local.port && host_is(via.host, to.local.ip);
}

}  // namespace sidetone::sip
