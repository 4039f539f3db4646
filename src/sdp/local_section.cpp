#include "sdp/local_section.h"

#include <fmt/format.h>
#include <string_view>

namespace sidetone::sdp {
namespace {

constexpr std::string_view kAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
// What we can receive: FEC is decoded, and 10 ms is the shortest frame that we like.
constexpr std::string_view kOpusFormat = "minptime=10;useinbandfec=1";
constexpr std::string_view kEventFormat = "0-15";  // Digits, *, #, A-D [RFC4733 §3.2].

/// [RFC8445 §5.1.2.1] host candidates, component 1; the first is preferred.
std::uint32_t candidate_priority(std::size_t index) {
  constexpr std::uint32_t kHostPreference = 126;
  constexpr std::uint32_t kComponent = 1;
  const auto local_preference = static_cast<std::uint32_t>(65'535 - index);
  return kHostPreference << 24 | local_preference << 8 | (256 - kComponent);
}

void add_ice(const LocalMedia& local, Attributes& attributes) {
  attributes.add("ice-ufrag", local.ice.ufrag);
  attributes.add("ice-pwd", local.ice.password);
  for (std::size_t i = 0; i < local.candidates.size(); ++i) {
    const SocketAddress& at = local.candidates[i];
    attributes.add("candidate", fmt::format("{} 1 udp {} {} {} typ host", i + 1,
                                            candidate_priority(i), at.ip.to_string(), at.port));
  }
  attributes.add("end-of-candidates");
}

void add_dtls(const LocalMedia& local, const SectionChoice& choice, Attributes& attributes) {
  add_ice(local, attributes);
  const Fingerprint& fingerprint = local.fingerprint;
  attributes.add("fingerprint", fmt::format("{} {}", fingerprint.hash, fingerprint.value));
  attributes.add("setup", std::string(to_string(choice.setup)));
}

void add_format(std::uint8_t type, std::string_view map, Media& media) {
  media.formats.push_back(fmt::format("{}", type));
  media.attributes.add("rtpmap", fmt::format("{} {}", type, map));
}

void add_formats(const PayloadFormats& formats, Media& media) {
  for (const Codec& codec : formats.codecs) {
    const bool opus = codec.kind == CodecKind::kOpus;
    add_format(codec.receive_payload_type,
               fmt::format("{}/{}{}", encoding_name(codec.kind), clock_rate_hz(codec.kind),
                           opus ? "/2" : ""),
               media);
    if (opus) {
      media.attributes.add("fmtp", fmt::format("{} {}", codec.receive_payload_type, kOpusFormat));
    }
  }
  if (formats.comfort_noise) add_format(*formats.comfort_noise, "CN/8000", media);
  for (const EventFormat& event : formats.events) {
    add_format(event.payload_type, fmt::format("telephone-event/{}", event.rate_hz), media);
    media.attributes.add("fmtp", fmt::format("{} {}", event.payload_type, kEventFormat));
  }
}

std::string_view direction_name(Direction direction) {
  if (direction.send) return direction.receive ? "sendrecv" : "sendonly";
  return direction.receive ? "recvonly" : "inactive";
}

void add_transport(const LocalMedia& local, const SectionChoice& choice, Attributes& attributes) {
  if (choice.rtcp_mux) {
    attributes.add("rtcp-mux");
  } else if (local.rtcp_port != local.rtp_port + 1) {
    attributes.add("rtcp", fmt::format("{}", local.rtcp_port));
  }
  for (const Crypto& crypto : choice.cryptos) attributes.add("crypto", to_string(crypto));
  if (local.security == Security::kDtls) add_dtls(local, choice, attributes);
}

/// Browsers want to know which stream the sound belongs to [RFC8830, RFC5576].
void add_source(const LocalMedia& local, Attributes& attributes) {
  attributes.add("msid", "sidetone audio");
  attributes.add("ssrc", fmt::format("{} cname:{}", local.ssrc, local.cname));
}

}  // namespace

Media audio_section(const LocalMedia& local, const SectionChoice& choice) {
  Media media{.kind = "audio", .port = local.rtp_port, .protocol = choice.protocol};
  if (choice.mid) media.attributes.add("mid", *choice.mid);
  add_transport(local, choice, media.attributes);
  if (choice.audio_level_extension != 0) {
    media.attributes.add("extmap", fmt::format("{} {}", choice.audio_level_extension, kAudioLevel));
  }
  media.attributes.add(direction_name(choice.direction));
  add_formats(choice.formats, media);
  media.attributes.add("ptime", fmt::format("{}", local.ptime_ms));
  if (local.security == Security::kDtls) add_source(local, media.attributes);
  return media;
}

Media rejected_section(const Media& media) {
  Media rejected{.kind = media.kind, .protocol = media.protocol, .formats = media.formats};
  if (const std::string* mid = media.attributes.find("mid")) rejected.attributes.add("mid", *mid);
  rejected.attributes.add("inactive");
  return rejected;
}

Session session_frame(const LocalMedia& local) {
  const std::string address = local.address.to_string();
  Session session{.origin = {.session_id = local.session_id,
                             .version = 1,
                             .address = address,
                             .v6 = local.address.is_v6()},
                  .connection = Connection{.address = address, .ip = local.address}};
  if (local.security == Security::kDtls) {
    session.attributes.add("ice-lite");
    session.attributes.add("ice-options", "ice2");
  }
  return session;
}

void continue_version(Session& session, const Session* previous) {
  if (previous == nullptr) return;
  session.origin.session_id = previous->origin.session_id;
  session.origin.version = previous->origin.version;
  // [RFC3264 §8] "the version in the origin field MUST increment by one from the previous SDP",
  // and if it does not, "the SDP MUST be identical".
  if (session != *previous) ++session.origin.version;
}

}  // namespace sidetone::sdp
