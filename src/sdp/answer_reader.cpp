#include "sdp/agreement.h"
#include "sdp/peer_media.h"
#include "sdp/rejections.h"

#include <algorithm>

namespace sidetone::sdp {
namespace {

Security security_of(const Media& ours) {
  if (ours.attributes.has("fingerprint")) return Security::kDtls;
  return ours.attributes.has("crypto") ? Security::kSdes : Security::kNone;
}

/// What the answer took from our offer, in the answer's order. A peer may answer with numbers of
/// its own [RFC3264 §6.1]: we send with these, and receive with ours.
PayloadFormats common_formats(const PayloadFormats& offered, PayloadFormats answered) {
  std::erase_if(answered.codecs,
                [&](const Codec& codec) { return offered.find(codec.kind) == nullptr; });
  for (Codec& codec : answered.codecs) {
    codec.receive_payload_type = offered.find(codec.kind)->payload_type;
  }
  for (EventFormat& event : answered.events) {
    const auto ours = std::ranges::find(offered.events, event.rate_hz, &EventFormat::rate_hz);
    const bool differs = ours != offered.events.end() && ours->payload_type != event.payload_type;
    if (differs) event.receive_payload_type = ours->payload_type;
  }
  if (offered.events.empty()) answered.events.clear();
  if (!offered.comfort_noise) answered.comfort_noise.reset();
  return answered;
}

/// [RFC4568 §5.1.3] the tag says which of our lines was taken; the suite must be that line's.
bool take_keys(const PeerMedia& ours, const PeerMedia& peer, Agreement& agreement) {
  const auto answers = peer.cryptos();
  if (answers.empty()) return false;
  const Crypto& answer = answers.front();
  for (const Crypto& offered : ours.cryptos()) {
    if (offered.tag != answer.tag || offered.key.suite != answer.key.suite) continue;
    agreement.send_key = offered.key;
    agreement.receive_key = answer.key;
    return true;
  }
  return false;
}

}  // namespace

Expected<Negotiated, Rejection> read_answer(const Session& our_offer, const Session& answer) {
  const auto line = std::ranges::find_if(
      our_offer.media, [](const Media& m) { return m.kind == "audio" && m.port != 0; });
  const auto index = static_cast<std::size_t>(line - our_offer.media.begin());
  if (index >= our_offer.media.size() || index >= answer.media.size()) return unexpected(kNoAudio);
  const PeerMedia ours(our_offer, *line);
  const PeerMedia peer(answer, answer.media[index]);
  if (peer.media().kind != "audio" || peer.media().port == 0) return unexpected(kNoAudio);

  Agreement agreement{.security = security_of(*line),
                      .formats = common_formats(ours.formats(), peer.formats()),
                      .ours = ours.direction(),
                      .rtcp_mux = ours.rtcp_mux() && peer.rtcp_mux()};
  if (!peer.allows(agreement.security)) return unexpected(kNoTransport);
  if (agreement.security == Security::kSdes && !take_keys(ours, peer, agreement)) {
    return unexpected(kNoTransport);
  }
  if (agreement.formats.codecs.empty()) return unexpected(kNoFormat);
  if (agreement.security == Security::kDtls) {
    agreement.dtls_client = peer.setup() == Setup::kPassive;
    const std::uint8_t offered = ours.audio_level_extension();
    if (peer.audio_level_extension() == offered) agreement.audio_level_extension = offered;
  }
  return conclude(peer, agreement);
}

}  // namespace sidetone::sdp
