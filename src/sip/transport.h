#pragma once

#include "base/address.h"
#include "base/strong_id.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sidetone::sip {

enum class Transport : std::uint8_t { kUdp, kTcp, kTls, kWs, kWss };

/// "UDP", … as a Via writes it.
[[nodiscard]] constexpr std::string_view via_name(Transport transport) {
  switch (transport) {
    case Transport::kUdp:
      return "UDP";
    case Transport::kTcp:
      return "TCP";
    case Transport::kTls:
      return "TLS";
    case Transport::kWs:
      return "WS";
    case Transport::kWss:
      return "WSS";
  }
  return "UDP";
}
[[nodiscard]] constexpr bool reliable(Transport transport) {
  return transport != Transport::kUdp;
}

/// Nobody on the way can read or change it: what a sips: URI asks for. [RFC3261 §19.1]
[[nodiscard]] constexpr bool encrypted(Transport transport) {
  return transport == Transport::kTls || transport == Transport::kWss;
}

/// How browsers speak SIP. [RFC7118]
[[nodiscard]] constexpr bool over_web_socket(Transport transport) {
  return transport == Transport::kWs || transport == Transport::kWss;
}

/// Where no port is said. [RFC3261 §19.1.2]
[[nodiscard]] constexpr std::uint16_t default_port(Transport transport) {
  return transport == Transport::kTls ? 5061 : 5060;
}

/// A listening UDP socket, or one connection. Given out by net/; never used twice.
using FlowId = StrongId<struct FlowTag>;

/// Where a message came from, or goes to. With a flow that is a connection `remote` is only for
/// the record; without a flow (0) net/ opens a connection to `remote`, or takes the UDP socket.
struct Peer {
  FlowId flow;
  Transport transport = Transport::kUdp;
  SocketAddress remote;
  SocketAddress local;  ///< Ours: what Via and Contact show the peer.
};

/// Bytes for the wire.
struct Datagram {
  Peer to;
  std::string bytes;
};

}  // namespace sidetone::sip
