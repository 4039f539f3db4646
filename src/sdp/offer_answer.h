#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "sdp/codec.h"
#include "sdp/security.h"
#include "sdp/session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::sdp {

/// Which way audio flows, as seen from us.
struct Direction {
  bool send = true;
  bool receive = true;
  bool operator==(const Direction&) const = default;
};

/// Our end of one leg: what an offer or answer of ours says. The call fills it in once for a leg
/// and changes it for a re-offer.
struct LocalMedia {
  std::uint64_t session_id = 0;  ///< For o=; random, below 2^62. Version is kept by make_offer().
  Security security = Security::kNone;  ///< kDtls means ICE-lite on a worker's shared port.
  /// RTP and RTCP for phones; for ICE the default candidate, and rtcp_port is not used.
  IpAddress address;
  std::uint16_t rtp_port = 0;
  std::uint16_t rtcp_port = 0;
  bool rtcp_mux = false;  ///< For phones: offer it. ICE legs always do.

  // kDtls
  std::vector<SocketAddress> candidates;  ///< Host candidates, best first; never empty.
  IceCredentials ice;
  Fingerprint fingerprint;
  /// Our role where the offer leaves it to us. A later answer keeps the role of the association
  /// that stands: kActive when `Negotiated::dtls_client` was true.
  Setup answer_setup = Setup::kPassive;

  /// kSdes: one fresh key per suite, best first. An answer uses the first one that was offered.
  std::vector<SdesKey> sdes_keys;

  std::vector<CodecKind> codecs;  ///< Best first; this is the order of the offer or answer.
  bool telephone_event = true;
  bool comfort_noise = false;  ///< CN [RFC3389] beside G.711 and G.722.
  bool audio_level = true;     ///< RFC 6464, on ICE legs only.
  std::uint8_t ptime_ms = 20;
  Direction direction;
  std::uint32_t ssrc = 0;
  std::string cname;
};

/// What both sides agreed on; all that a media leg needs to know of its peer.
struct Negotiated {
  Security security = Security::kNone;
  std::vector<Codec> codecs;   ///< Never empty; the first is what we send.
  std::uint8_t ptime_ms = 20;  ///< What we send: the peer's a=ptime within its a=maxptime.
  std::optional<std::uint8_t> telephone_event;  ///< The one with the first codec's clock rate.
  std::uint32_t telephone_event_rate_hz = 8'000;
  /// What the peer sends events with, where that is another number than ours.
  std::optional<std::uint8_t> telephone_event_received;
  std::optional<std::uint8_t> comfort_noise;
  std::uint8_t audio_level_extension = 0;  ///< RFC 6464 id; 0: not negotiated.
  Direction direction;
  bool held_by_peer = false;  ///< The peer takes no audio: sendonly, inactive or c=0.0.0.0.

  // Phones. Port 0 or the unspecified address: send nothing (yet).
  SocketAddress remote_rtp;
  SocketAddress remote_rtcp;
  bool rtcp_mux = false;
  std::optional<SdesKey> send_key;  ///< Both or none.
  std::optional<SdesKey> receive_key;

  // kDtls
  IceCredentials remote_ice;
  Fingerprint fingerprint;   ///< The peer's certificate must match.
  bool dtls_client = false;  ///< We send the ClientHello.

  std::optional<std::uint32_t> remote_ssrc;  ///< The first a=ssrc, where one was said.
  bool operator==(const Negotiated&) const = default;
};

/// Does `after` begin a new ICE session (other ufrag or password) [RFC8839 §4.4.1.1.1]?
[[nodiscard]] bool ice_restarted(const Negotiated& before, const Negotiated& after);
/// Must the media path be set up again: another address, port, key, certificate or ICE session?
[[nodiscard]] bool transport_changed(const Negotiated& before, const Negotiated& after);

/// Why a description cannot be used: the status of the response and its Warning [RFC3261 §20.43].
struct Rejection {
  int status = 488;
  int warning = 399;      ///< 302 transport, 304 media type, 305 format, 399 with its text, …
  std::string_view text;  ///< Static.
  bool operator==(const Rejection&) const = default;
};
/// `305 demo.test "Incompatible media format"`; for the header Warning.
[[nodiscard]] std::string warning_value(const Rejection& rejection, std::string_view agent);
/// A body that does not parse: 400 with Warning 399.
[[nodiscard]] Rejection rejection_of(const ParseError& error);

/// What an offer holds for us, so that the call knows which media to open and which codecs to
/// offer to the other leg before it answers.
struct RemoteCapabilities {
  Security security = Security::kNone;  ///< What answer_offer() will need in LocalMedia.
  std::vector<Codec> codecs;            ///< Never empty; in the peer's order.
  bool telephone_event = false;
  bool rtcp_mux = false;
  bool operator==(const RemoteCapabilities&) const = default;
};
/// The first audio line that we can use; or why none can be used.
[[nodiscard]] Expected<RemoteCapabilities, Rejection> describe(const Session& offer);

/// An offer. `previous` is our last description in this session (offer or answer), nullptr in a
/// new one: with it the m-lines keep their order, ids and payload types, and the version of o= is
/// one higher if anything changed [RFC3264 §8].
[[nodiscard]] Session make_offer(const LocalMedia& local, const Session* previous);

struct Answered {
  Session session;  ///< To be sent: to_string(session).
  Negotiated negotiated;
};
/// Answers `offer`: its payload types are kept, every other m-line is rejected in place, and the
/// codecs stand in the order of `local.codecs`. `previous` as in make_offer().
[[nodiscard]] Expected<Answered, Rejection> answer_offer(const Session& offer,
                                                         const LocalMedia& local,
                                                         const Session* previous);

/// Reads the peer's answer to an offer of ours, early (18x) or final.
[[nodiscard]] Expected<Negotiated, Rejection> read_answer(const Session& our_offer,
                                                          const Session& answer);

}  // namespace sidetone::sdp
