#include "sdp/peer_media.h"
#include "sdp/rejections.h"

#include <fmt/format.h>

namespace sidetone::sdp {
Expected<RemoteCapabilities, Rejection> describe(const Session& offer) {
  Rejection why = kNoAudio;
  for (const Media& media : offer.media) {
    if (media.kind != "audio" || media.port == 0) continue;
    const PeerMedia peer(offer, media);
    const auto security = peer.security();
    PayloadFormats formats = peer.formats();
    if (security && !formats.codecs.empty()) {
      return RemoteCapabilities{.security = *security,
                                .codecs = std::move(formats.codecs),
                                .telephone_event = !formats.events.empty(),
                                .rtcp_mux = peer.rtcp_mux()};
    }
    why = security ? kNoFormat : kNoTransport;
  }
  return unexpected(why);
}

std::string warning_value(const Rejection& rejection, std::string_view agent) {
  return fmt::format("{} {} \"{}\"", rejection.warning, agent, rejection.text);
}

Rejection rejection_of(const ParseError&) {
  return {.status = 400, .warning = 399, .text = "Session description cannot be read"};
}

}  // namespace sidetone::sdp
