#pragma once

#include "net/byte_stream.h"
#include "net/connection_limits.h"
#include "net/drop.h"
#include "net/http_parse.h"
#include "net/http_server.h"

namespace sidetone::net {

/// Completes an accepted handshake and serves the WebSocket until it ends. Owns itself meanwhile.
struct WebSocketOpening {
  UpgradeAccepted accepted;
  BeastRequest request;
  ConnectionId id;
  ConnectionEnds ends;
  ConnectionLimits::Admission admission;
  const HttpLimits& limits;
  DropCounters& drops;
};
void open_web_socket(ByteStream stream, WebSocketOpening opening);

}  // namespace sidetone::net
