#pragma once

#include "sdp/offer_answer.h"
#include "sdp/peer_media.h"

namespace sidetone::sdp {

/// What came out of matching an offer with an answer, whoever made which.
struct Agreement {
  Security security = Security::kNone;
  PayloadFormats formats;  ///< What both have, best first; with both sides' payload types.
  Direction ours;          ///< What our description says, before the peer's limits it.
  bool rtcp_mux = false;
  std::uint8_t audio_level_extension = 0;
  bool dtls_client = false;
  std::optional<SdesKey> send_key;
  std::optional<SdesKey> receive_key;
};

/// Joins it with what the peer said about itself.
[[nodiscard]] Negotiated conclude(const PeerMedia& peer, const Agreement& agreement);

/// [RFC3264 §6.1] What we may say or do once the peer has named its direction.
[[nodiscard]] Direction limited_by_peer(Direction ours, Direction peer);

}  // namespace sidetone::sdp
