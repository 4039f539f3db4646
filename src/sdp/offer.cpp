#include "sdp/local_section.h"
#include "sdp/peer_media.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace sidetone::sdp {
namespace {

constexpr std::uint8_t kComfortNoiseType = 13;
constexpr std::uint8_t kAudioLevelId = 1;

std::string_view protocol_for(Security security) {
  switch (security) {
    case Security::kNone:
      return "RTP/AVP";
    case Security::kSdes:
      return "RTP/SAVP";
    case Security::kDtls:
      return "UDP/TLS/RTP/SAVPF";
  }
  return "";
}

std::uint8_t usual_type(CodecKind kind) {
  switch (kind) {
    case CodecKind::kOpus:
      return 111;
    case CodecKind::kG722:
      return 9;
    case CodecKind::kPcmu:
      return 0;
    case CodecKind::kPcma:
      return 8;
  }
  return 0;
}

/// Hands out payload types: those that the session has used before, then the usual, then any.
class TypeChooser {
 public:
  explicit TypeChooser(const Media* before) {
    if (before == nullptr) return;
    formats_ = read_payload_formats(*before);
    taken_ = before->formats;
  }

  std::uint8_t codec(CodecKind kind) {
    const Codec* known = formats_.find(kind);
    return known != nullptr ? known->receive_payload_type : fresh(usual_type(kind));
  }
  std::uint8_t events(std::uint32_t rate_hz) {
    const auto known = std::ranges::find(formats_.events, rate_hz, &EventFormat::rate_hz);
    if (known != formats_.events.end()) return known->payload_type;
    return fresh(rate_hz == 48'000 ? 110 : 101);
  }

 private:
  /// [RFC3264 §8.3.2] "the mapping from a particular dynamic payload type number to a particular
  /// codec within that media stream MUST NOT change for the duration of a session".
  std::uint8_t fresh(std::uint8_t wanted) {
    std::uint8_t type = wanted;
    for (std::uint8_t next = 96; is_taken(type) && next < 128; ++next) type = next;
    taken_.push_back(std::to_string(type));
    return type;
  }
  [[nodiscard]] bool is_taken(std::uint8_t type) const {
    return std::ranges::find(taken_, std::to_string(type)) != taken_.end();
  }

  PayloadFormats formats_;
  std::vector<std::string> taken_;
};

PayloadFormats formats_to_offer(const LocalMedia& local, const Media* before) {
  TypeChooser choose(before);
  PayloadFormats formats;
  for (const CodecKind kind : local.codecs) {
    const std::uint8_t type = choose.codec(kind);
    formats.codecs.push_back({.kind = kind, .payload_type = type, .receive_payload_type = type});
  }
  const auto has_rate = [&](std::uint32_t rate_hz) {
    return std::ranges::find(local.codecs, rate_hz, clock_rate_hz) != local.codecs.end();
  };
  if (local.comfort_noise && has_rate(8'000)) formats.comfort_noise = kComfortNoiseType;
  if (!local.telephone_event) return formats;
  // [RFC4733 §2.1] the clock rate of events is that of the audio beside them.
  for (const std::uint32_t rate_hz : {48'000U, 8'000U}) {
    if (has_rate(rate_hz)) formats.events.push_back({choose.events(rate_hz), rate_hz});
  }
  return formats;
}

std::vector<Crypto> cryptos_to_offer(const LocalMedia& local) {
  std::vector<Crypto> cryptos;
  if (local.security != Security::kSdes) return cryptos;
  for (const SdesKey& key : local.sdes_keys) {
    cryptos.push_back({.tag = static_cast<std::uint32_t>(cryptos.size() + 1), .key = key});
  }
  return cryptos;
}

SectionChoice choice_to_offer(const LocalMedia& local, const Media* before) {
  const bool dtls = local.security == Security::kDtls;
  SectionChoice choice{.protocol = std::string(protocol_for(local.security)),
                       .formats = formats_to_offer(local, before),
                       .direction = local.direction,
                       .setup = Setup::kActpass,
                       .cryptos = cryptos_to_offer(local),
                       .rtcp_mux = dtls || local.rtcp_mux};
  if (dtls) {
    choice.mid = "0";
    if (local.audio_level) choice.audio_level_extension = kAudioLevelId;
  }
  if (before == nullptr) return choice;
  choice.protocol = before->protocol;
  if (const std::string* mid = before->attributes.find("mid")) choice.mid = *mid;
  return choice;
}

/// Which m-line of our last description carries the audio; its size when none does.
std::size_t active_line(const Session& previous) {
  const auto found = std::ranges::find_if(
      previous.media, [](const Media& m) { return m.kind == "audio" && m.port != 0; });
  return static_cast<std::size_t>(found - previous.media.begin());
}

}  // namespace

Session make_offer(const LocalMedia& local, const Session* previous) {
  Session session = session_frame(local);
  const std::size_t active = previous == nullptr ? 0 : active_line(*previous);
  const std::size_t lines = previous == nullptr ? 0 : previous->media.size();
  const Media* before = active < lines ? &previous->media[active] : nullptr;
  const SectionChoice choice = choice_to_offer(local, before);
  if (local.security == Security::kDtls) session.attributes.add("group", "BUNDLE " + *choice.mid);
  // [RFC3264 §8] "If an SDP is offered, which is different from the previous SDP … the new SDP
  // MUST have a matching media stream for each media stream in the previous SDP", in their order.
  for (std::size_t i = 0; i < lines; ++i) {
    session.media.push_back(i == active ? audio_section(local, choice)
                                        : rejected_section(previous->media[i]));
  }
  if (before == nullptr) session.media.push_back(audio_section(local, choice));
  continue_version(session, previous);
  return session;
}

}  // namespace sidetone::sdp
