#include "sdp/agreement.h"

#include "base/assert.h"

#include <tuple>

namespace sidetone::sdp {

Direction limited_by_peer(Direction ours, Direction peer) {
  return {.send = ours.send && peer.receive, .receive = ours.receive && peer.send};
}

Negotiated conclude(const PeerMedia& peer, const Agreement& agreement) {
  const PayloadFormats& formats = agreement.formats;
  SIDETONE_ASSERT(!formats.codecs.empty());
  const CodecKind first = formats.codecs.front().kind;
  const Direction peers = peer.direction();
  Negotiated result{.security = agreement.security,
                    .codecs = formats.codecs,
                    .ptime_ms = peer.ptime_ms(first),
                    .comfort_noise = formats.comfort_noise,
                    .audio_level_extension = agreement.audio_level_extension,
                    .direction = limited_by_peer(agreement.ours, peers),
                    .held_by_peer = !peers.receive,
                    .rtcp_mux = agreement.rtcp_mux,
                    .send_key = agreement.send_key,
                    .receive_key = agreement.receive_key,
                    .remote_ssrc = peer.ssrc()};
  if (const EventFormat* events = formats.events_for(first)) {
    result.telephone_event = events->payload_type;
    result.telephone_event_rate_hz = events->rate_hz;
    result.telephone_event_received = events->receive_payload_type;
  }
  if (agreement.security == Security::kDtls) {
    result.remote_ice = peer.ice().value_or(IceCredentials{});
    result.fingerprint = peer.fingerprint().value_or(Fingerprint{});
    result.dtls_client = agreement.dtls_client;
  } else {
    result.remote_rtp = peer.rtp();
    result.remote_rtcp = agreement.rtcp_mux ? result.remote_rtp : peer.rtcp();
  }
  return result;
}

bool ice_restarted(const Negotiated& before, const Negotiated& after) {
  return before.remote_ice != after.remote_ice;
}

bool transport_changed(const Negotiated& before, const Negotiated& after) {
  const auto transport = [](const Negotiated& n) {
    return std::tie(n.security, n.remote_rtp, n.remote_rtcp, n.rtcp_mux, n.send_key, n.receive_key,
                    n.remote_ice, n.fingerprint, n.dtls_client);
  };
  return transport(before) != transport(after);
}

}  // namespace sidetone::sdp
