#pragma once

#include "base/random.h"
#include "call/ports.h"
#include "media/control.h"
#include "sdp/offer_answer.h"
#include "sip/transport.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sidetone::call {

/// What every leg's media needs of the process it lives in.
struct MediaEnvironment {
  std::vector<IpAddress> advertise;         ///< ICE host candidates, best first.
  std::vector<std::uint16_t> webrtc_ports;  ///< By worker.
  std::string dtls_fingerprint;             ///< SHA-256, "AB:CD:…".
};

/// The codecs we speak, best first.
inline constexpr sdp::CodecKind kOurCodecs[] = {sdp::CodecKind::kOpus, sdp::CodecKind::kG722,
                                                sdp::CodecKind::kPcmu, sdp::CodecKind::kPcma};

/// The media side of one leg: offers and answers for it, and says what its worker must know.
/// Keeps what a later offer has to repeat. Decides nothing about calls.
class LegMedia {
 public:
  struct Identity {
    media::LegId id;
    std::size_t worker = 0;
  };

  /// Opens what `security` needs; nullopt when the range of media ports is used up.
  static std::optional<LegMedia> open(const Identity& identity, sdp::Security security,
                                      const sip::Peer& peer, const MediaEnvironment& environment,
                                      MediaPortSource& ports, Random& random);

  /// Our offer with codecs in this order; a later one keeps what stands.
  [[nodiscard]] std::string offer(std::span<const sdp::CodecKind> codecs);
  /// Our answer, with the first of `codecs` that the peer offers, and only that one: nobody has to
  /// be ready for a codec that is not used.
  [[nodiscard]] Expected<std::string, sdp::Rejection> answer(
      const sdp::Session& offer, std::span<const sdp::CodecKind> codecs);
  /// The peer's answer to our last offer().
  [[nodiscard]] Expected<void, sdp::Rejection> take_answer(std::string_view answer);

  /// Where the peer's SIP comes from now: media may come from there too.
  void follow(const sip::Peer& peer) { signalling_ip_ = peer.remote.ip; }

  /// For AddLeg and UpdateLeg. Before any answer: what we can receive with.
  [[nodiscard]] media::LegConfig config() const;
  /// Our present description once more: for a peer that asks with an empty offer.
  [[nodiscard]] std::string repeat_offer();

  [[nodiscard]] const std::optional<sdp::Negotiated>& negotiated() const { return negotiated_; }
  [[nodiscard]] media::LegId id() const { return identity_.id; }
  [[nodiscard]] std::size_t worker() const { return identity_.worker; }
  [[nodiscard]] sdp::Security security() const { return local_.security; }
  /// What LegRemoved gives back to the MediaPortSource.
  [[nodiscard]] const std::optional<MediaPorts>& ports() const { return ports_; }

 private:
  LegMedia() = default;
  void set_up_ice(const sip::Peer& peer, const MediaEnvironment& environment);
  void renew_ice();
  [[nodiscard]] bool restarts_ice(const sdp::Negotiated& agreed) const;
  [[nodiscard]] media::Transport transport() const;
  [[nodiscard]] media::RtpTransport rtp_transport() const;
  [[nodiscard]] media::WebRtcTransport webrtc_transport() const;

  Identity identity_;
  Random* random_ = nullptr;
  sdp::LocalMedia local_;
  std::optional<sdp::Session> described_;  ///< Our last description.
  std::optional<sdp::Negotiated> negotiated_;
  std::optional<MediaPorts> ports_;
  IpAddress signalling_ip_;
};

}  // namespace sidetone::call
