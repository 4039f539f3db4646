#include "sdp/agreement.h"
#include "sdp/local_section.h"
#include "sdp/peer_media.h"
#include "sdp/rejections.h"

#include <algorithm>
#include <utility>

namespace sidetone::sdp {
namespace {

bool has_rate(const PayloadFormats& formats, std::uint32_t rate_hz) {
  return std::ranges::any_of(
      formats.codecs, [&](const Codec& codec) { return clock_rate_hz(codec.kind) == rate_hz; });
}

/// [RFC3264 §6.1] What both have, in our order, under the offerer's payload types.
PayloadFormats common_formats(const PayloadFormats& offered, const LocalMedia& local) {
  PayloadFormats common;
  for (const CodecKind kind : local.codecs) {
    const Codec* codec = offered.find(kind);
    if (codec != nullptr) common.codecs.push_back(*codec);
  }
  if (common.codecs.empty()) return common;
  if (local.comfort_noise && has_rate(common, 8'000)) {
    common.comfort_noise = offered.comfort_noise;
  }
  if (!local.telephone_event || offered.events.empty()) return common;
  for (const EventFormat& event : offered.events) {
    if (has_rate(common, event.rate_hz)) common.events.push_back(event);
  }
  // Better digits on the wrong clock than no digits.
  if (common.events.empty()) common.events.push_back(offered.events.front());
  return common;
}

struct KeyPair {
  Crypto ours;  ///< Under the tag of the offered line that it answers.
  SdesKey theirs;
};

/// [RFC4568 §5.1.2] The offer lists its a=crypto lines in order of preference: the first that we
/// can use.
std::optional<KeyPair> choose_keys(const PeerMedia& peer, const LocalMedia& local) {
  for (const Crypto& offered : peer.cryptos()) {
    const auto ours = std::ranges::find(local.sdes_keys, offered.key.suite, &SdesKey::suite);
    if (ours == local.sdes_keys.end()) continue;
    return KeyPair{.ours = {.tag = offered.tag, .key = *ours}, .theirs = offered.key};
  }
  return std::nullopt;
}

/// [RFC5763 §5] the offerer usually leaves it to us; where it does not say, it means to be active
/// [RFC4145 §4].
Setup answer_setup(const PeerMedia& peer, const LocalMedia& local) {
  switch (peer.setup().value_or(Setup::kActive)) {
    case Setup::kActpass:
      return local.answer_setup;
    case Setup::kActive:
      return Setup::kPassive;
    case Setup::kPassive:
      return Setup::kActive;
  }
  return Setup::kPassive;
}

/// An m-line that we accept, and how.
struct Accepted {
  std::size_t line = 0;
  PayloadFormats formats;
  std::optional<KeyPair> keys;
};

Expected<Accepted, Rejection> choose_line(const Session& offer, const LocalMedia& local) {
  Rejection why = kNoAudio;
  for (std::size_t line = 0; line < offer.media.size(); ++line) {
    const Media& media = offer.media[line];
    if (media.kind != "audio" || media.port == 0) continue;
    const PeerMedia peer(offer, media);
    Accepted accepted{.line = line, .formats = common_formats(peer.formats(), local)};
    if (local.security == Security::kSdes) accepted.keys = choose_keys(peer, local);
    const bool keyed = local.security != Security::kSdes || accepted.keys;
    const bool carried = keyed && peer.allows(local.security);
    if (carried && !accepted.formats.codecs.empty()) return accepted;
    why = carried ? kNoFormat : kNoTransport;
  }
  return unexpected(why);
}

Agreement agree(const PeerMedia& peer, const LocalMedia& local, const Accepted& accepted) {
  const bool dtls = local.security == Security::kDtls;
  Agreement agreement{.security = local.security,
                      .formats = accepted.formats,
                      .ours = local.direction,
                      .rtcp_mux = peer.rtcp_mux() && (dtls || local.rtcp_mux)};
  if (dtls) {
    agreement.dtls_client = answer_setup(peer, local) == Setup::kActive;
    if (local.audio_level) agreement.audio_level_extension = peer.audio_level_extension();
  }
  if (accepted.keys) {
    agreement.send_key = accepted.keys->ours.key;
    agreement.receive_key = accepted.keys->theirs;
  }
  return agreement;
}

Media answering_section(const PeerMedia& peer, const LocalMedia& local, const Accepted& accepted,
                        const Agreement& agreement) {
  SectionChoice choice{.protocol = peer.media().protocol,
                       .formats = accepted.formats,
                       .direction = limited_by_peer(local.direction, peer.direction()),
                       .setup = agreement.dtls_client ? Setup::kActive : Setup::kPassive,
                       .audio_level_extension = agreement.audio_level_extension,
                       .rtcp_mux = agreement.rtcp_mux};
  if (peer.mid() != nullptr) choice.mid = *peer.mid();
  if (accepted.keys) choice.cryptos.push_back(accepted.keys->ours);
  return audio_section(local, choice);
}

}  // namespace

Expected<Answered, Rejection> answer_offer(const Session& offer, const LocalMedia& local,
                                           const Session* previous) {
  const auto accepted = choose_line(offer, local);
  if (!accepted) return unexpected(accepted.error());
  const PeerMedia peer(offer, offer.media[accepted->line]);
  const Agreement agreement = agree(peer, local, *accepted);

  Session session = session_frame(local);
  if (peer.bundled()) session.attributes.add("group", "BUNDLE " + *peer.mid());
  for (std::size_t line = 0; line < offer.media.size(); ++line) {
    session.media.push_back(line == accepted->line
                                ? answering_section(peer, local, *accepted, agreement)
                                : rejected_section(offer.media[line]));
  }
  continue_version(session, previous);
  return Answered{.session = std::move(session), .negotiated = conclude(peer, agreement)};
}

}  // namespace sidetone::sdp
