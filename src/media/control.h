#pragma once

#include "base/address.h"
#include "base/strong_id.h"
#include "base/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What control and a media worker say to each other. Values only: they travel through bounded
/// queues between threads, and all that a leg needs to be set up again stands in them.
namespace sidetone::media {

/// The media end of one call leg. Chosen by control, unique in the process.
using LegId = StrongId<struct MediaLegTag>;

enum class CodecKind : std::uint8_t { kOpus, kG722, kPcmu, kPcma };

/// What both sides of one leg may send, as negotiated. The first entry is what we send.
struct Codec {
  CodecKind kind = CodecKind::kPcmu;
  std::uint8_t payload_type = 0;  ///< What we send with.
  /// What the peer sends with, where it answered with a number of its own [RFC3264 §6.1].
  std::optional<std::uint8_t> receive_payload_type;
  std::uint8_t ptime_ms = 20;  ///< What we send; anything up to 120 ms is received.
  // Opus only, from the peer's fmtp [RFC7587 §6.1].
  bool inband_fec = true;
  bool dtx = false;
  std::uint32_t max_average_bitrate = 0;  ///< bit/s; 0: our default.
  std::uint32_t max_playback_rate = 48'000;
  bool operator==(const Codec&) const = default;
  [[nodiscard]] std::uint8_t received_type() const {
    return receive_payload_type.value_or(payload_type);
  }
};

/// A browser, or any phone that speaks ICE and DTLS-SRTP: shares the worker's one UDP port.
struct WebRtcTransport {
  /// Others than before: a new ICE session [RFC8445 §9]; the former one counts until it is used.
  std::string local_ufrag;
  std::string local_password;
  std::string remote_ufrag;  ///< Empty until the answer came.
  std::string remote_password;
  std::string fingerprint_hash;  ///< "sha-256"; the peer's certificate must match.
  /// "AB:CD:…"; empty until the answer came. Another than before: a new DTLS association.
  std::string fingerprint;
  bool dtls_client = false;  ///< We send the ClientHello (the peer answered setup:passive).
};

enum class SrtpProfile : std::uint8_t {
  kAesCm128HmacSha1_80,
  kAesCm128HmacSha1_32,
  kAeadAes128Gcm
};

/// One direction's SDES key [RFC4568].
struct SrtpKey {
  SrtpProfile profile = SrtpProfile::kAesCm128HmacSha1_80;
  std::vector<std::uint8_t> key_and_salt;  ///< 30 bytes, or 28 for GCM.
};

/// A pair of UDP sockets that the edge has bound already and handed to the worker.
using SocketId = StrongId<struct MediaSocketTag>;

/// A desk phone or a trunk with its own port pair.
struct RtpTransport {
  SocketId rtp_socket;
  SocketId rtcp_socket;  ///< Unused while rtcp_mux.
  bool rtcp_mux = false;
  SocketAddress remote_rtp;  ///< From SDP; unspecified until it came: nothing is sent.
  SocketAddress remote_rtcp;
  /// Phones behind NAT send from another address than their SDP says: the first packet from the
  /// SDP's or the signalling's IP address fixes it until one of these changes; with keys each
  /// authentic packet does.
  bool latch = true;
  IpAddress signalling_ip;          ///< Where the peer's SIP comes from: a source that may latch.
  std::optional<SrtpKey> send_key;  ///< Both or none.
  std::optional<SrtpKey> receive_key;
};

using Transport = std::variant<WebRtcTransport, RtpTransport>;

struct Direction {
  bool send = true;     ///< To the peer.
  bool receive = true;  ///< From the peer.
  bool operator==(const Direction&) const = default;
};

/// Everything negotiated about one leg; sent whole with each change.
struct LegConfig {
  Transport transport;
  std::vector<Codec> codecs;                    ///< Never empty once sdp is complete.
  std::optional<std::uint8_t> telephone_event;  ///< Payload type [RFC4733]; none: in-band only.
  /// What the peer sends events with, where that is another number.
  std::optional<std::uint8_t> telephone_event_received;
  std::uint8_t telephone_event_rate_khz = 8;  ///< 48 beside Opus where negotiated.
  std::optional<std::uint8_t> comfort_noise;  ///< Payload type 13 [RFC3389].
  std::uint8_t audio_level_extension = 0;     ///< RFC 6464 id, 0: not negotiated.
  Direction direction;
  std::uint32_t ssrc = 0;  ///< Ours; as announced in our SDP.
  std::string cname;
};

// ---- control to worker -----------------------------------------------------------------------
struct AddLeg {
  LegId leg;
  LegConfig config;
};
/// A later offer or answer changed it: codecs, direction, remote address, ICE restart.
struct UpdateLeg {
  LegId leg;
  LegConfig config;
};
/// Both hear each other. Each leg is in at most one bridge; a former bridge ends.
struct Connect {
  LegId a;
  LegId b;
};
/// The leg hears silence (comfort noise keeps RTP flowing) until something else is asked.
struct Park {
  LegId leg;
};
/// `*43`: the leg hears itself.
struct Echo {
  LegId leg;
};
enum class Tone : std::uint8_t { kRingback, kBusy, kCongestion, kError };
/// Plays a call-progress tone to the leg until something else is asked of it.
struct PlayTone {
  LegId leg;
  Tone tone = Tone::kRingback;
};
/// Sends digits to the leg's peer by RFC 4733 (or in-band where not negotiated).
struct SendDtmf {
  LegId leg;
  std::string digits;  ///< 0-9 * # A-D.
  Duration tone = std::chrono::milliseconds(100);
};
/// Ends it: RTCP BYE, close_notify, then LegRemoved with the final statistics.
struct RemoveLeg {
  LegId leg;
};
/// Statistics now, as LegReport.
struct AskReport {
  LegId leg;
};
using Command =
    std::variant<AddLeg, UpdateLeg, Connect, Park, Echo, PlayTone, SendDtmf, RemoveLeg, AskReport>;

// ---- worker to control -----------------------------------------------------------------------
/// Quality of one leg as we saw it, for the CDR [RFC3550 §6.4, ITU-T G.107].
struct LegStatistics {
  std::uint64_t packets_received = 0;
  std::uint64_t packets_sent = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t packets_lost = 0;  ///< Expected but never seen.
  /// Not authentic, replayed, before the keys were there, of no payload type that was negotiated,
  /// or no RTP at all. Late ones and copies of plain RTP are received and heard in their place.
  std::uint64_t packets_discarded = 0;
  std::uint64_t stranger_packets = 0;  ///< To a phone's port, from who is not the phone.
  double jitter_ms = 0;
  double max_jitter_ms = 0;
  double round_trip_ms = 0;        ///< 0: never measured.
  double remote_loss = 0;          ///< Fraction lost that the peer last reported, 0..1.
  double mos = 0;                  ///< 1..4.5 by the E-model; 0: nothing received.
  std::optional<CodecKind> codec;  ///< Last received.
  std::optional<CodecKind> sent_codec;
  bool transcoded = false;
  SocketAddress remote;  ///< The nominated or latched address.
};

/// ICE nominated and DTLS finished, or the phone's source is latched: audio can flow.
struct LegReady {
  LegId leg;
  SocketAddress remote;
};
/// The first packet of audio arrived.
struct FirstAudio {
  LegId leg;
};
/// One whole key press, reported once [RFC4733 §2.5].
struct DtmfReceived {
  LegId leg;
  char digit = 0;
  Duration duration{};
};
enum class Loss : std::uint8_t {
  kConsentExpired,  ///< [RFC7675]
  kMediaTimeout,    ///< Neither RTP nor RTCP for the limit while we expect some.
  kDtlsFailed,      ///< Wrong fingerprint, no common SRTP profile, or no answer.
  kDtlsClosed,      ///< The peer said close_notify.
};
/// The peer's media is gone; control decides what that means for the call.
struct LegLost {
  LegId leg;
  Loss loss = Loss::kMediaTimeout;
};
struct LegReport {
  LegId leg;
  LegStatistics statistics;
};
struct LegRemoved {
  LegId leg;
  LegStatistics statistics;
};
using Event = std::variant<LegReady, FirstAudio, DtmfReceived, LegLost, LegReport, LegRemoved>;

}  // namespace sidetone::media
