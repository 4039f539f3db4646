#pragma once

#include "base/address.h"
#include "sdp/offer_answer.h"
#include "sdp/payload_formats.h"
#include "sdp/security.h"
#include "sdp/session.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace sidetone::sdp {

/// One m-line of a peer's description, read together with the session level that it inherits
/// from. A view: lives no longer than the description.
class PeerMedia {
 public:
  PeerMedia(const Session& session, const Media& media) : session_(session), media_(media) {}

  [[nodiscard]] const Media& media() const { return media_; }
  /// The best protection that it offers; nullopt when there is none that we can carry.
  [[nodiscard]] std::optional<Security> security() const;
  /// Can it be answered with this one? Optional encryption [RFC8643] can also go without.
  [[nodiscard]] bool allows(Security security) const;
  [[nodiscard]] PayloadFormats formats() const { return read_payload_formats(media_); }

  /// The peer's own direction, as seen from the peer.
  [[nodiscard]] Direction direction() const;
  [[nodiscard]] bool rtcp_mux() const { return media_.attributes.has("rtcp-mux"); }
  [[nodiscard]] SocketAddress rtp() const;
  [[nodiscard]] SocketAddress rtcp() const;
  /// Packet time that the peer asks for, as we can send it with that codec.
  [[nodiscard]] std::uint8_t ptime_ms(CodecKind kind) const;
  /// Id of the RFC 6464 header extension, both ways; 0: none.
  [[nodiscard]] std::uint8_t audio_level_extension() const;
  [[nodiscard]] std::optional<std::uint32_t> ssrc() const;
  [[nodiscard]] const std::string* mid() const { return media_.attributes.find("mid"); }
  /// Is this m-line in the session's `a=group:BUNDLE`?
  [[nodiscard]] bool bundled() const;

  [[nodiscard]] std::vector<Crypto> cryptos() const;
  [[nodiscard]] std::optional<IceCredentials> ice() const;
  [[nodiscard]] std::optional<Fingerprint> fingerprint() const;
  [[nodiscard]] std::optional<Setup> setup() const;

 private:
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] const Connection* connection() const;
  [[nodiscard]] bool can_do_dtls() const;

  const Session& session_;
  const Media& media_;
};

}  // namespace sidetone::sdp
